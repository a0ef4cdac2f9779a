import type { Session } from "../platform/sessions.ts";

/** How long an answer is relied on: a subscription may bring dozens of scores a second. */
const trustMs = 2_000;

/** Who is asking. A subscription outlives the sign-in it began with, so it is looked up again. */
export class CurrentSession {
  #known: Promise<Session | undefined> | undefined;
  #lookedUpAt = 0;

  constructor(private readonly lookUp: () => Promise<Session | undefined>) {}

  async get(): Promise<Session | undefined> {
    if (!this.#known || Date.now() - this.#lookedUpAt > trustMs) {
      this.#lookedUpAt = Date.now();
      this.#known = this.lookUp();
    }
    const session = await this.#known;
    return session && session.expiresAt > new Date() ? session : undefined;
  }
}

/** The token of `Bearer TOKEN`; a WebSocket's clients also send it bare. */
export function readToken(authorization: unknown): string | undefined {
  if (typeof authorization !== "string") return undefined;
  const token = authorization.replace(/^bearer\s+/i, "").trim();
  return token === "" ? undefined : token;
}
