/**
 * A generator that waits does not hear its return(): it would go on until it yields next. Here
 * return() aborts the signal that the generator waits on, as do `outer` and its own end.
 */
export function stoppable<T>(
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterableIterator<T> {
  const controller = new AbortController();
  const signal = outer ? AbortSignal.any([outer, controller.signal]) : controller.signal;
  const generator = untilDone();
  async function* untilDone() {
    try {
      yield* run(signal);
    } finally {
      controller.abort();
    }
  }
  return {
    next: () => generator.next(),
    return: () => {
      controller.abort();
      return generator.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
