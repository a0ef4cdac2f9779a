/** Takes bytes off an asynchronous stream, so many at a time. */
export class ByteReader {
  private readonly chunks: AsyncIterator<Uint8Array>;
  private rest: Uint8Array = new Uint8Array();

  constructor(stream: AsyncIterable<Uint8Array>) {
    this.chunks = stream[Symbol.asyncIterator]();
  }

  /** Undefined where the stream ends before the first of them. */
  async readOrEnd(count: number): Promise<DataView | undefined> {
    return (await this.fill()) ? this.read(count) : undefined;
  }

  async read(count: number): Promise<DataView> {
    const bytes = new Uint8Array(count);
    let filled = 0;
    await this.forEach(count, (part) => {
      bytes.set(part, filled);
      filled += part.length;
    });
    return new DataView(bytes.buffer);
  }

  /** Passes over the next bytes a part at a time, so that none of them need be kept. */
  async forEach(count: number, visit: (part: Uint8Array) => void = () => undefined): Promise<void> {
    for (let left = count; left > 0;) {
      if (!(await this.fill())) throw new Error("The file is cut off.");
      const part = this.rest.subarray(0, left);
      this.rest = this.rest.subarray(part.length);
      left -= part.length;
      visit(part);
    }
  }

  private async fill(): Promise<boolean> {
    while (this.rest.length === 0) {
      const next = await this.chunks.next();
      if (next.done) return false;
      this.rest = next.value;
    }
    return true;
  }
}
