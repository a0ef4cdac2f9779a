import type { FrameSize } from "./frame-source.ts";
import type { Mark } from "./view.ts";

const groundCount = 1000;
/** Black stays black whatever the light, and what is burnt out stays white. */
const [darkest, brightest] = [16, 240];
/** A frame darker or brighter than by this factor is no flicker, and shows what there is to see. */
const largestGain = 2;

/** The places where the mean picture is flattest: there a small move of the camera changes nothing. */
export function findGround(mean: Float64Array, { width, height }: FrameSize): number[] {
  const lit: number[] = [];
  for (let row = 1; row < height - 1; row++) {
    for (let at = row * width + 1; at < (row + 1) * width - 1; at++) {
      const grey = mean[at] ?? 0;
      if (grey >= darkest && grey <= brightest) lit.push(at);
    }
  }
  const slope = (at: number, step: number) => (mean[at + step] ?? 0) - (mean[at - step] ?? 0);
  const steepness = (at: number) => Math.abs(slope(at, 1)) + Math.abs(slope(at, width));
  return lit.toSorted((a, b) => steepness(a) - steepness(b)).slice(0, groundCount);
}

/**
 * By how much a frame is darker than the ground was, 1/2..2: from the mean of the middle third of its
 * pixels' ratios, so that people who cover some of them do not count. The mean of a whole frame follows
 * the crowd.
 */
export function findGain(
  frame: Float32Array,
  ground: readonly Mark[],
  { width }: FrameSize,
): number {
  if (ground.length === 0) return 1;
  const ratios = Float64Array.from(ground, ([column, row, grey]) => {
    return (frame[row * width + column] ?? 0) / grey;
  }).sort();
  const middle = ratios.subarray(Math.floor(ratios.length / 3), Math.ceil((2 * ratios.length) / 3));
  const brightness = middle.reduce((sum, ratio) => sum + ratio, 0) / middle.length;
  return Math.min(largestGain, Math.max(1 / largestGain, 1 / brightness));
}
