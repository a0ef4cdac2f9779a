import { toGreys, type FrameSize } from "./frame-source.ts";
import type { Random } from "./random.ts";

/**
 * The standard deviation of a frame's noise, from the second differences along rows of those along
 * columns, which edges and slopes hardly touch (Immerkær 1996). Fine texture counts as noise.
 */
export function noiseOf(frame: Uint8Array, { width, height }: FrameSize): number {
  const curve = (at: number) =>
    (frame[at - width] ?? 0) - 2 * (frame[at] ?? 0) + (frame[at + width] ?? 0);
  let sum = 0;
  for (let row = 1; row < height - 1; row++) {
    let [before, here] = [curve(row * width), curve(row * width + 1)];
    for (let at = row * width + 2; at < (row + 1) * width; at++) {
      const after = curve(at);
      sum += Math.abs(before - 2 * here + after);
      before = here;
      here = after;
    }
  }
  return (Math.sqrt(Math.PI / 2) * sum) / (6 * (width - 2) * (height - 2));
}

/** Adds noise of a standard deviation in grey values. */
export function withNoise(frame: Uint8Array, deviation: number, random: Random): Uint8Array {
  return toGreys(Float32Array.from(frame, (grey) => grey + deviation * random.normal()));
}

/**
 * Takes noise of a variance out of a frame (Lee 1980): a pixel keeps of what sets it apart from its 3×3
 * neighbourhood the share that is not noise, so that flat ground is smoothed and edges stay.
 */
export function withoutNoise(frame: Float32Array, variance: number, size: FrameSize): Float32Array {
  const means = neighbourhoodMeans(frame, size);
  const squares = neighbourhoodMeans(
    frame.map((grey) => grey * grey),
    size,
  );
  return frame.map((grey, at) => {
    const mean = means[at] ?? 0;
    const spread = Math.max((squares[at] ?? 0) - mean * mean, 1e-6);
    return mean + Math.max(0, 1 - variance / spread) * (grey - mean);
  });
}

/** Means of 3×3 pixels; the frame's edge is repeated beyond it. */
function neighbourhoodMeans(frame: Float32Array, { width, height }: FrameSize): Float32Array {
  const sums = new Float32Array(frame.length);
  for (let row = 0; row < height; row++) {
    const [above, below] = [Math.max(row - 1, 0) * width, Math.min(row + 1, height - 1) * width];
    for (let column = 0; column < width; column++) {
      sums[row * width + column] =
        (frame[above + column] ?? 0) +
        (frame[row * width + column] ?? 0) +
        (frame[below + column] ?? 0);
    }
  }
  return sums.map((sum, at) => {
    const column = at % width;
    const left = column === 0 ? sum : (sums[at - 1] ?? 0);
    const right = column === width - 1 ? sum : (sums[at + 1] ?? 0);
    return (left + sum + right) / 9;
  });
}
