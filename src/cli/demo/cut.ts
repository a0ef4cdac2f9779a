import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { FoundClip } from "../../datasets/read-dataset.ts";
import { decode } from "../../video/decode.ts";
import { encode } from "../../video/encode.ts";
import { probe } from "../../video/probe.ts";
import { UsageError } from "../failure.ts";

const trainingShare = 0.6;
const frameRate = 10;
const widest = 480;
const fewestFrames = 120;

/** The first part of a video to learn from, the rest to watch, both at ten frames a second. */
export async function splitVideo(
  video: string,
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const facts = await probe({ url: video }, { signal });
  const count = Math.round((facts.frameCount * frameRate) / facts.frameRate);
  if (count < fewestFrames) {
    throw new UsageError(
      `--video needs ${fewestFrames / frameRate} seconds or more; ${video} has ${Math.round(count / frameRate)}.`,
    );
  }
  const size = sizeFor(facts);
  const frames = decode({ url: video }, { ...size, frameRate, signal })[Symbol.asyncIterator]();
  for (const { split, name, length } of [
    { split: "training", name: "beginning", length: Math.round(count * trainingShare) },
    { split: "testing", name: "rest", length: Infinity },
  ]) {
    await mkdir(join(folder, split), { recursive: true });
    await encode(join(folder, split, `${name}.mp4`), take(frames, length), {
      ...size,
      frameRate,
      signal,
    });
  }
}

/** Clips one after another as one video of ten frames a second. */
export async function joinClips(
  clips: readonly FoundClip[],
  path: string,
  signal: AbortSignal,
): Promise<void> {
  const [first] = clips;
  if (!first) throw new Error("There are no clips to join.");
  const size = sizeFor(first);
  async function* frames(): AsyncGenerator<Uint8Array> {
    for (const clip of clips) yield* decode({ url: clip.path, frameRate }, { ...size, signal });
  }
  await encode(path, frames(), { ...size, frameRate, signal });
}

function sizeFor({ width, height }: { width: number; height: number }) {
  const scale = Math.min(1, widest / width);
  const even = (length: number): number => 2 * Math.round((length * scale) / 2);
  return { width: even(width), height: even(height) };
}

/** The iterator's next values; what is left stays in it. */
async function* take<T>(values: AsyncIterator<T, void>, count: number): AsyncGenerator<T> {
  for (let taken = 0; taken < count; taken++) {
    const next = await values.next();
    if (next.done) return;
    yield next.value;
  }
}
