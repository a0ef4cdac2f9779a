import { UnauthenticatedError } from "../errors.ts";
import type { RequestContext } from "./context.ts";

/**
 * A subscription's events for as long as its session lasts. When the client leaves, the signal
 * aborts: a generator that waits for its next event could not hear `return` before it came.
 */
export async function stream<Event>(
  { session }: RequestContext,
  open: (signal: AbortSignal) => Promise<AsyncIterable<Event>>,
): Promise<AsyncIterableIterator<Event>> {
  const controller = new AbortController();
  const events = signedIn(await open(controller.signal));

  async function* signedIn(source: AsyncIterable<Event>): AsyncGenerator<Event, undefined> {
    for await (const event of source) {
      if (!(await session.get())) throw new UnauthenticatedError("The session has ended.");
      yield event;
    }
  }

  const iterator: AsyncIterableIterator<Event> = {
    next: () => events.next(),
    return: () => {
      controller.abort();
      return events.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return iterator;
}
