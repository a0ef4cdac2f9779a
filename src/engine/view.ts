import type { FrameSource } from "./frame-source.ts";
import type { ModelSettings } from "./settings.ts";
import { findMarks, findMove, moveFrame, type Mark } from "./view-position.ts";
import { noiseOf, withoutNoise } from "./view-noise.ts";

type Size = Pick<ModelSettings, "width" | "height">;

/** What a fixed camera's frames were like in training. Plain JSON, kept with the weights. */
export interface View {
  /** Mean grey value of a frame, 0..255. */
  brightness: number;
  /** Standard deviation of a frame's noise, in grey values. */
  noise: number;
  /** By which the camera's position is found again. */
  marks: Mark[];
}

/** A frame darker or brighter than by this factor is no flicker, and shows what there is to see. */
const largestGain = 2;
/** So much above the usual noise is still usual. */
const noiseMargin = 1.5;

/** What `clips` look like, which are held in memory one at a time. */
export async function viewOf(clips: readonly FrameSource[], size: Size): Promise<View> {
  const pixels = size.width * size.height;
  const sum = new Float64Array(pixels);
  let noise = 0;
  let frames = 0;
  for (const clip of clips) {
    const bytes = await clip.read(0, clip.frameCount);
    for (let from = 0; from < bytes.length; from += pixels, frames++) {
      const frame = bytes.subarray(from, from + pixels);
      for (let at = 0; at < pixels; at++) sum[at] = (sum[at] ?? 0) + (frame[at] ?? 0);
      noise += noiseOf(frame, size);
    }
  }
  const mean = sum.map((value) => value / frames);
  return { brightness: meanOf(mean), noise: noise / frames, marks: findMarks(mean, size) };
}

/** The clip as the camera saw in training, without the flicker, shake and noise that it has since. */
export function steadyClip(clip: FrameSource, view: View | undefined, size: Size): FrameSource {
  if (!view) return clip;
  const pixels = size.width * size.height;
  return {
    name: clip.name,
    frameCount: clip.frameCount,
    async read(from, count) {
      const bytes = await clip.read(from, count);
      const steadied = new Uint8Array(bytes.length);
      for (let at = 0; at < bytes.length; at += pixels) {
        steadied.set(steadyFrame(bytes.subarray(at, at + pixels), view, size), at);
      }
      return steadied;
    },
  };
}

/**
 * Brings a frame to the brightness and the position that the camera had in training, and to about as
 * little noise. It looks at that frame alone, so that a stream keeps nothing of the past for it.
 */
export function steadyFrame(frame: Uint8Array, view: View, size: Size): Uint8Array {
  const floats = new Float32Array(frame);
  const noise = noiseOf(frame, size) ** 2 - (noiseMargin * view.noise) ** 2;
  const quiet = noise > 0 ? withoutNoise(floats, noise, size) : floats;
  const brightness = Math.max(meanOf(frame), 1);
  const gain = Math.min(largestGain, Math.max(1 / largestGain, view.brightness / brightness));
  for (let at = 0; at < quiet.length; at++) quiet[at] = gain * (quiet[at] ?? 0);
  const [right, down] = findMove(quiet, view.marks, size);
  const placed = right === 0 && down === 0 ? quiet : moveFrame(quiet, -right, -down, size);
  return new Uint8Array(new Uint8ClampedArray(placed).buffer); // rounded to the nearest grey
}

function meanOf(values: Uint8Array | Float64Array): number {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += values[at] ?? 0;
  return sum / values.length;
}
