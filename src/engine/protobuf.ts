/** Writes the wire format of Protocol Buffers, field by field; a field's number comes first. */
export class Message {
  private bytesWritten = new Uint8Array(64);
  private length = 0;

  /** int32, int64, uint32, bool and enums. */
  int(field: number, value: number): this {
    this.varint(field * 8);
    this.varint(value);
    return this;
  }

  float(field: number, value: number): this {
    this.varint(field * 8 + 5);
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    this.append(bytes);
    return this;
  }

  bytes(field: number, value: Uint8Array): this {
    this.varint(field * 8 + 2);
    this.varint(value.length);
    this.append(value);
    return this;
  }

  string(field: number, value: string): this {
    return this.bytes(field, new TextEncoder().encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  /** Packed. */
  ints(field: number, values: readonly number[]): this {
    const packed = new Message();
    for (const value of values) packed.varint(value);
    return this.bytes(field, packed.finish());
  }

  finish(): Uint8Array {
    return this.bytesWritten.subarray(0, this.length);
  }

  private varint(value: number): void {
    // Negative numbers are two's complement in 64 bits.
    let rest = BigInt.asUintN(64, BigInt(value));
    const bytes: number[] = [];
    while (rest > 127n) {
      bytes.push(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    bytes.push(Number(rest));
    this.append(Uint8Array.from(bytes));
  }

  private append(bytes: Uint8Array): void {
    const needed = this.length + bytes.length;
    if (needed > this.bytesWritten.length) {
      const grown = new Uint8Array(Math.max(needed, 2 * this.bytesWritten.length));
      grown.set(this.finish());
      this.bytesWritten = grown;
    }
    this.bytesWritten.set(bytes, this.length);
    this.length = needed;
  }
}
