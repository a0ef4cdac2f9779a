import type { Session } from "../platform/sessions.ts";

/** graphql-ws's "Unauthorized": a client that sees it does not try again by itself. */
const unauthorized = 4401;

/** A session may end before its time, when its member leaves. */
const patienceMs = 30_000;

interface Socket {
  close(code: number, reason: string): void;
  once(event: "close", listener: () => void): unknown;
}

/** Closes the socket when the session that it was opened with ends, though nobody may be talking. */
export async function closeWithSession(
  socket: Socket,
  lookUp: () => Promise<Session | undefined>,
): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  socket.once("close", () => {
    closed = true;
    clearTimeout(timer);
  });

  const look = async (signedIn: boolean): Promise<void> => {
    let wait = patienceMs;
    try {
      const session = await lookUp();
      if (!session) {
        // Who came without a session has none that could end.
        if (signedIn) socket.close(unauthorized, "The session has ended.");
        return;
      }
      signedIn = true;
      wait = Math.min(wait, Math.max(session.expiresAt.getTime() - Date.now(), 0));
    } catch {
      // The database is away; that is no reason to send anybody off.
    }
    if (!closed) timer = setTimeout(() => void look(signedIn), wait);
  };
  await look(false);
}
