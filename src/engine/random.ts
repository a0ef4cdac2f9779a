/** A small fast counter generator (sfc32): the same numbers on every machine, from a seed and a purpose. */
export class Random {
  private readonly state: Uint32Array;

  /** `purpose` separates streams that share a seed: the weights', each epoch's order. */
  constructor(seed: number, purpose = 0) {
    this.state = Uint32Array.of(seed, purpose, 0x9e3779b9, 1);
    for (let round = 0; round < 16; round++) this.next();
  }

  /** A whole number below 2³². */
  private next(): number {
    const [a = 0, b = 0, c = 0, counter = 0] = this.state;
    const result = (a + b + counter) >>> 0;
    this.state[0] = b ^ (b >>> 9);
    this.state[1] = c + (c << 3);
    this.state[2] = ((c << 21) | (c >>> 11)) + result;
    this.state[3] = counter + 1;
    return result;
  }

  /** From 0 up to, but not including, 1. */
  uniform(): number {
    return this.next() / 2 ** 32;
  }

  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** The numbers from 0 to `count` − 1 in random order. */
  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = Math.floor(this.uniform() * (last + 1));
      [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
    }
    return order;
  }
}
