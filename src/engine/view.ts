import { mapFrames, toGreys, type FrameSize, type FrameSource } from "./frame-source.ts";
import { findGain, findGround } from "./view-brightness.ts";
import { findEdges, findMove, moveFrame } from "./view-position.ts";
import { noiseOf, withoutNoise } from "./view-noise.ts";

/** A pixel, and its mean grey value in training. */
export type Mark = [column: number, row: number, grey: number];

/** What a fixed camera's frames were like in training. Plain JSON, kept with the weights. */
export interface View {
  /** Standard deviation of a frame's noise, in grey values. */
  noise: number;
  /** Pixels of even ground, by which brightness is compared. */
  ground: Mark[];
  /** Pixels at strong edges, by which the camera's position is found again. */
  edges: Mark[];
}

/** So much above the usual noise is still usual. */
const noiseMargin = 1.5;

/** What `clips` look like, which are held in memory one at a time. */
export async function viewOf(clips: readonly FrameSource[], size: FrameSize): Promise<View> {
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
  const marks = (places: readonly number[]) =>
    places.map((at): Mark => {
      const grey = Math.round(100 * (mean[at] ?? 0)) / 100;
      return [at % size.width, Math.floor(at / size.width), grey];
    });
  return {
    noise: noise / frames,
    ground: marks(findGround(mean, size)),
    edges: marks(findEdges(mean, size)),
  };
}

export interface SteadyFrames {
  /** One frame after another. */
  bytes: Uint8Array;
  /** What each had of it before, as in `View`; none where there is no view. */
  noise: number[];
}

/** The clip as the camera saw in training, without the flicker, shake and noise that it has since. */
export function steadyClip(
  clip: FrameSource,
  view: View | undefined,
  size: FrameSize,
): FrameSource {
  return view ? mapFrames(clip, size, (frame) => steadyFrames(frame, view, size).bytes) : clip;
}

/**
 * Brings frames to the brightness and the position that the camera had in training, and to about as
 * little noise. Each is looked at alone, so that a stream keeps nothing of the past for it.
 */
export function steadyFrames(
  given: Uint8Array,
  view: View | undefined,
  size: FrameSize,
): SteadyFrames {
  if (!view) return { bytes: given, noise: [] };
  const bytes = new Uint8Array(given.length);
  const noise: number[] = [];
  const pixels = size.width * size.height;
  for (let at = 0; at < given.length; at += pixels) {
    const frame = given.subarray(at, at + pixels);
    const found = noiseOf(frame, size);
    noise.push(found);
    bytes.set(steadyFrame(frame, found, view, size), at);
  }
  return { bytes, noise };
}

function steadyFrame(frame: Uint8Array, noise: number, view: View, size: FrameSize): Uint8Array {
  const floats = new Float32Array(frame);
  const excess = noise ** 2 - (noiseMargin * view.noise) ** 2;
  const quiet = excess > 0 ? withoutNoise(floats, excess, size) : floats;
  const gain = findGain(quiet, view.ground, size);
  for (let at = 0; at < quiet.length; at++) quiet[at] = gain * (quiet[at] ?? 0);
  const [right, down] = findMove(quiet, view.edges, size);
  return toGreys(right === 0 && down === 0 ? quiet : moveFrame(quiet, -right, -down, size));
}
