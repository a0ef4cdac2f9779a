/**
 * What was put in comes out in order, to one reader that pulls. When too much waits, all of it is
 * replaced by `overflow`: a slow reader is told so, and costs no more memory.
 */
export class Mailbox<T> implements AsyncIterableIterator<T> {
  #waiting: T[] = [];
  #reader: ((result: IteratorResult<T>) => void) | undefined;
  #closed = false;

  constructor(
    private readonly capacity: number,
    private readonly overflow: T,
    private readonly onClose: () => void,
  ) {}

  put(item: T): void {
    if (this.#closed) return;
    if (this.#reader) {
      this.#reader({ value: item, done: false });
      this.#reader = undefined;
      return;
    }
    if (this.#waiting.length < this.capacity) this.#waiting.push(item);
    else this.#waiting = [this.overflow];
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiting = [];
    this.#reader?.({ value: undefined, done: true });
    this.onClose();
  }

  next(): Promise<IteratorResult<T>> {
    if (this.#closed) return Promise.resolve({ value: undefined, done: true });
    const [item] = this.#waiting;
    if (item !== undefined) {
      this.#waiting.shift();
      return Promise.resolve({ value: item, done: false });
    }
    return new Promise((resolve) => {
      this.#reader = resolve;
    });
  }

  return(): Promise<IteratorResult<T>> {
    this.close();
    return this.next();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }
}
