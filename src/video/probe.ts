import { runFfmpeg, type FfmpegOptions } from "./ffmpeg.ts";
import {
  atPlace,
  defaultFrameRate,
  withInput,
  type OpenedInput,
  type VideoInput,
} from "./input.ts";
import { VideoError } from "./video-error.ts";

export interface VideoFacts {
  width: number;
  height: number;
  frameCount: number;
  frameRate: number;
}

/**
 * Decodes the whole input, so the count is exact and damage is found: a VideoError tells ffmpeg's
 * reason and the place. Not for a live source, which has no end.
 */
export async function probe(input: VideoInput, options: FfmpegOptions = {}): Promise<VideoFacts> {
  for await (const facts of withInput(input, {}, (opened) => read(opened, input, options))) {
    return facts;
  }
  throw new VideoError(input.url, "It has no pictures.");
}

/** Reads framecrc's text: a header with time base and size, then one line a frame. */
async function* read(
  { args, cwd, source }: OpenedInput,
  input: VideoInput,
  { ffmpeg, signal }: FfmpegOptions,
): AsyncGenerator<VideoFacts, void> {
  // wrapped_avframe hands the frame on as a pointer: nothing is copied or converted to be counted.
  const output = ["-map", "0:V:0", "-fps_mode", "passthrough", "-c:v", "wrapped_avframe", "-f", "framecrc", "pipe:1"]; // prettier-ignore
  let [width, height, timeBase, frameCount] = [0, 0, 1 / defaultFrameRate, 0];
  let [first, last] = [Infinity, -Infinity];
  try {
    for await (const line of linesOf(runFfmpeg([...args, ...output], { ffmpeg, signal, cwd }))) {
      const [, field, left = "", right = ""] =
        /^#(tb|dimensions) 0: (\d+)[/x](\d+)/.exec(line) ?? [];
      if (field === "tb") timeBase = Number(left) / Number(right);
      if (field === "dimensions") [width, height] = [Number(left), Number(right)];
      if (line.startsWith("#")) continue;
      const time = Number(line.split(",")[2]);
      first = Math.min(first, time);
      last = Math.max(last, time);
      frameCount++;
    }
  } catch (error) {
    throw atPlace(error, source, frameCount, frameCount > 1 ? rate() : undefined);
  }
  if (frameCount === 0) throw new VideoError(source, "It has no pictures.");
  yield { width, height, frameCount, frameRate: rate() };

  function rate(): number {
    if (last <= first) return input.frameRate ?? defaultFrameRate;
    // Containers round times to milliseconds: 29.97 is not told apart from 29.9701.
    return Math.round(((frameCount - 1) / ((last - first) * timeBase)) * 1000) / 1000;
  }
}

/** Not node:readline, which lets an error of its input go by. */
async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
