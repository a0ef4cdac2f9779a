import { runFfmpeg, type FfmpegOptions } from "./ffmpeg.ts";
import { atPlace, withInput, type OpenedInput, type VideoInput } from "./input.ts";
import { blackenInside, type Polygon } from "./mask.ts";
import { VideoError } from "./video-error.ts";

export interface DecodeOptions extends FfmpegOptions {
  width: number;
  height: number;
  /** Resamples to so many frames a second; without it every frame comes once. */
  frameRate?: number | undefined;
  /** The picture is black inside these. */
  masks?: readonly Polygon[] | undefined;
  /** Reads a file at its own pace, as a camera would send it. */
  realTime?: boolean | undefined;
}

/**
 * Grey frames of width×height bytes, each when it is asked for. Ends where the input ends.
 * A file that is damaged or cut off throws a VideoError with ffmpeg's reason and the place; with
 * `realTime` and from the network damage is passed over. To stop while a frame is awaited, abort `signal`.
 */
export async function* decode(
  input: VideoInput,
  options: DecodeOptions,
): AsyncGenerator<Uint8Array, void> {
  const { width, height, frameRate, masks = [], realTime = false } = options;
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isInteger(value) || value < 1 || value > 16_384) {
      throw new RangeError(`${name} is ${value}: a whole number from 1 to 16384 is accepted.`);
    }
  }
  if (frameRate !== undefined && !(frameRate > 0 && frameRate <= 1000)) {
    throw new RangeError(`frameRate is ${frameRate}: more than 0 and at most 1000 is accepted.`);
  }

  const blacken = blackenInside(masks, width, height);
  for await (const frame of withInput(input, { realTime }, (opened) =>
    rawFrames(opened, options, frameRate ?? input.frameRate),
  )) {
    blacken(frame);
    yield frame;
  }
}

async function* rawFrames(
  { args, cwd, source }: OpenedInput,
  { width, height, frameRate, ffmpeg, signal }: DecodeOptions,
  knownRate: number | undefined,
): AsyncGenerator<Uint8Array, void> {
  const resample = frameRate === undefined ? "" : `fps=${frameRate},`;
  const output = [
    ...["-map", "0:V:0", "-fps_mode", "passthrough"],
    ...["-vf", `${resample}scale=${width}:${height}:flags=area,format=gray`],
    ...["-f", "rawvideo", "pipe:1"],
  ];
  const size = width * height;
  let frame = new Uint8Array(size);
  let filled = 0;
  let count = 0;
  try {
    for await (const chunk of runFfmpeg([...args, ...output], { ffmpeg, signal, cwd })) {
      for (let at = 0; at < chunk.length;) {
        const part = chunk.subarray(at, at + size - filled);
        frame.set(part, filled);
        at += part.length;
        filled += part.length;
        if (filled < size) continue;
        yield frame;
        count++;
        frame = new Uint8Array(size); // the last one is the caller's to keep
        filled = 0;
      }
    }
  } catch (error) {
    throw atPlace(error, source, count, knownRate);
  }
  if (count === 0) throw new VideoError(source, "It has no pictures.");
}
