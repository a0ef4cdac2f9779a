import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FoundClip } from "../../datasets/read-dataset.ts";
import type { FrameSource } from "../../engine/frame-source.ts";
import { openClip } from "../../video/clip-file.ts";
import { startProgress } from "../terminal/progress.ts";

/** What is needed to decode a clip. */
export type ClipPlace = Pick<FoundClip, "name" | "path" | "frameRate">;

/** Decodes clips to the model's size for as long as `work` lasts; nothing of them stays on disk. */
export async function withClips<Result>(
  places: readonly ClipPlace[],
  options: { width: number; height: number; signal: AbortSignal },
  work: (clips: FrameSource[]) => Promise<Result>,
): Promise<Result> {
  const cacheFolder = await mkdtemp(join(tmpdir(), "vigil-clips-"));
  const clips: Awaited<ReturnType<typeof openClip>>[] = [];
  const progress = startProgress("Decoding", places.length);
  try {
    for (const { name, path, frameRate } of places) {
      clips.push(await openClip({ name, url: path, frameRate, cacheFolder, ...options }));
      progress.update(clips.length, name);
    }
    progress.stop();
    return await work(clips);
  } finally {
    progress.stop();
    await Promise.all(clips.map((clip) => clip.close()));
    await rm(cacheFolder, { recursive: true, force: true });
  }
}
