/** Grey pixels 0..255 and, apart from them, how much of the sun each has lost. */
export class Canvas {
  readonly pixels: Float32Array;
  readonly shadow: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.pixels = new Float32Array(width * height);
    this.shadow = new Float32Array(width * height);
  }

  /** A limb: a line with round ends whose radius runs from `r0` to `r1`, lit from the left. */
  limb(
    ends: readonly [number, number, number, number],
    r0: number,
    r1: number,
    tone: number,
  ): void {
    const [x0, y0, x1, y1] = ends;
    const length = Math.hypot(x1 - x0, y1 - y0);
    this.#cover(ends, Math.max(r0, r1), 1, (index, along, distance, side) => {
      const radius = Math.max(0.5, r0 + (r1 - r0) * along);
      const cover = Math.min(1, radius - distance + 0.5);
      if (cover <= 0) return;
      const lit = tone - (length > 0 ? (side / radius) * 14 : 0);
      this.pixels[index] = mix(this.pixels[index] ?? 0, lit, cover);
    });
  }

  /** The limb's shadow: soft, and never darker where two overlap. */
  shade(ends: readonly [number, number, number, number], radius: number, softness: number): void {
    this.#cover(ends, radius, softness, (index, _along, distance) => {
      const cover = Math.min(1, (radius + softness / 2 - distance) / softness);
      if (cover > (this.shadow[index] ?? 0)) this.shadow[index] = cover;
    });
  }

  ring(x: number, y: number, radius: number, thickness: number, tone: number): void {
    this.#cover([x, y, x, y], radius + thickness, 1, (index, _along, distance) => {
      const cover = Math.min(1, thickness / 2 - Math.abs(distance - radius) + 0.5);
      if (cover > 0) this.pixels[index] = mix(this.pixels[index] ?? 0, tone, cover);
    });
  }

  /** Visits the pixels near a line: how far along it each lies, how far from it, and on which side. */
  #cover(
    [x0, y0, x1, y1]: readonly [number, number, number, number],
    radius: number,
    margin: number,
    visit: (index: number, along: number, distance: number, side: number) => void,
  ): void {
    const reach = radius + margin;
    const left = Math.max(0, Math.floor(Math.min(x0, x1) - reach));
    const right = Math.min(this.width - 1, Math.ceil(Math.max(x0, x1) + reach));
    const top = Math.max(0, Math.floor(Math.min(y0, y1) - reach));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(y0, y1) + reach));
    const dx = x1 - x0;
    const dy = y1 - y0;
    const squared = dx * dx + dy * dy;
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const px = x - x0;
        const py = y - y0;
        const along = squared === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / squared));
        const ox = px - along * dx;
        const oy = py - along * dy;
        const distance = Math.sqrt(ox * ox + oy * oy);
        if (distance <= reach) visit(y * this.width + x, along, distance, ox);
      }
    }
  }
}

export const mix = (from: number, to: number, share: number): number => from + (to - from) * share;
