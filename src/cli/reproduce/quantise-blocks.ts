/** Annex K of the JPEG standard: steps of the luminance coefficients at quality 50. */
const table = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56,
  14, 17, 22, 29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113,
  92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
];
const side = 8;

/** The orthonormal discrete cosine transform, row k over samples n, and its inverse. */
const forward = Float64Array.from({ length: side * side }, (_, at) => {
  const [k, n] = [at >> 3, at & 7];
  return Math.sqrt((k === 0 ? 1 : 2) / side) * Math.cos(((2 * n + 1) * k * Math.PI) / 16);
});
const inverse = forward.map((_, at) => forward[(at & 7) * side + (at >> 3)] ?? 0);

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
      const coefficients = transform(block, forward);
      for (const [at, step] of table.entries()) {
        const size = step * coarseness;
        coefficients[at] = Math.round((coefficients[at] ?? 0) / size) * size;
      }
      const pixels = transform(coefficients, inverse);
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

/** The matrix along the columns, then along the rows. */
const transform = (block: Float64Array, matrix: Float64Array): Float64Array =>
  transposedProduct(transposedProduct(block, matrix), matrix);

/** (matrix · block)ᵀ: twice gives matrix · block · matrixᵀ. */
function transposedProduct(block: Float64Array, matrix: Float64Array): Float64Array {
  const product = new Float64Array(side * side);
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      let sum = 0;
      for (let at = 0; at < side; at++) {
        sum += (matrix[row * side + at] ?? 0) * (block[at * side + column] ?? 0);
      }
      product[column * side + row] = sum;
    }
  }
  return product;
}
