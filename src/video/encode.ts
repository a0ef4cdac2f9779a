import { randomUUID } from "node:crypto";
import { rename, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { FfmpegError, runFfmpeg, type FfmpegOptions } from "./ffmpeg.ts";
import { VideoError } from "./video-error.ts";

export interface EncodeOptions extends FfmpegOptions {
  width: number;
  height: number;
  frameRate: number;
  /** One byte a pixel, or three. */
  pixels?: "gray" | "rgb24";
  /** x264's constant rate factor: 0 keeps every grey level, 23 is its default. */
  quality?: number;
}

/** Writes frames as an H.264 mp4 that browsers play; the file appears when it is complete. */
export async function encode(
  path: string,
  frames: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  { width, height, frameRate, pixels = "gray", quality = 18, ffmpeg, signal }: EncodeOptions,
): Promise<void> {
  const unfinished = resolve(`${path}.${randomUUID()}.part`);
  const args = [
    ...["-f", "rawvideo", "-pix_fmt", pixels, "-s", `${width}x${height}`],
    ...["-framerate", String(frameRate), "-i", "pipe:0"],
    // H.264 for browsers has even sides.
    ...["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2,format=yuv420p", "-c:v", "libx264"],
    ...["-crf", String(quality), "-movflags", "+faststart", "-f", "mp4", `file:${unfinished}`],
  ];
  let feeding: Promise<void> | undefined;
  let broken: unknown;
  const stdin = (pipe: NodeJS.WritableStream) => {
    feeding = pipeline(Readable.from(frames), pipe).catch(
      (error: unknown) => void (broken = error),
    );
  };
  try {
    for await (const output of runFfmpeg(args, { ffmpeg, signal, stdin })) void output;
    await feeding;
    if (broken) throw broken as Error;
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error instanceof FfmpegError ? new VideoError(path, error.message) : error;
  }
}
