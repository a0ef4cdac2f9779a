/** Annex K of the JPEG standard: steps of the luminance coefficients at quality 50. */
const table = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const side = 8;

/** basis[k][n] of the orthonormal discrete cosine transform. */
const basis = Array.from({ length: side }, (_, k) =>
  Float64Array.from(
    { length: side },
    (_, n) => Math.sqrt((k === 0 ? 1 : 2) / side) * Math.cos(((2 * n + 1) * k * Math.PI) / 16),
  ),
);

/** What JPEG's loss does to a grey picture: each 8×8 block's coefficients in steps of `coarseness` × table. */
export function quantiseBlocks(
  frame: Uint8Array,
  width: number,
  height: number,
  coarseness: number,
): Uint8Array {
  const result = new Uint8Array(frame.length);
  const block = new Float64Array(side * side);
  for (let top = 0; top < height; top += side) {
    for (let left = 0; left < width; left += side) {
      for (let at = 0; at < block.length; at++) {
        // A picture's last rows and columns are repeated where its sides are no multiple of 8.
        const row = Math.min(height - 1, top + (at >> 3));
        const column = Math.min(width - 1, left + (at & 7));
        block[at] = (frame[row * width + column] ?? 0) - 128;
      }
      const coefficients = transform(block, (k, n) => basis[k]?.[n] ?? 0);
      for (const [at, step] of table.entries()) {
        const size = step * coarseness;
        coefficients[at] = Math.round((coefficients[at] ?? 0) / size) * size;
      }
      const pixels = transform(coefficients, (n, k) => basis[k]?.[n] ?? 0);
      for (let at = 0; at < block.length; at++) {
        const [row, column] = [top + (at >> 3), left + (at & 7)];
        if (row >= height || column >= width) continue;
        const grey = Math.round((pixels[at] ?? 0) + 128);
        result[row * width + column] = Math.min(255, Math.max(0, grey));
      }
    }
  }
  return result;
}

/** The weights along columns, then along rows. */
function transform(block: Float64Array, weight: (to: number, from: number) => number) {
  const columns = new Float64Array(block.length);
  const both = new Float64Array(block.length);
  for (let to = 0; to < side; to++) {
    for (let other = 0; other < side; other++) {
      let sum = 0;
      for (let from = 0; from < side; from++)
        sum += weight(to, from) * (block[from * side + other] ?? 0);
      columns[to * side + other] = sum;
    }
  }
  for (let row = 0; row < side; row++) {
    for (let to = 0; to < side; to++) {
      let sum = 0;
      for (let from = 0; from < side; from++)
        sum += weight(to, from) * (columns[row * side + from] ?? 0);
      both[row * side + to] = sum;
    }
  }
  return both;
}
