/** Rung often, heard once: a ring that nobody waited for is heard by the next who waits. */
export class Bell {
  #rung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#wake?.();
  }

  /** Resolves at the next ring since the last one heard, after `patienceMs`, or with the signal. */
  async heard(patienceMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      const timer = setTimeout(resolve, patienceMs);
      const stop = (): void => resolve();
      signal.addEventListener("abort", stop);
      await promise;
      signal.removeEventListener("abort", stop);
      clearTimeout(timer);
    }
    this.#rung = false;
  }
}
