import { mkdir, rename, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { writeWalkway } from "../../datasets/walkway/footage.ts";
import { UsageError } from "../failure.ts";
import { startProgress } from "../terminal/progress.ts";
import { joinClips, splitVideo } from "./cut.ts";
import { readFolder, type Found } from "../local/read-folder.ts";

/** What the demo learns from and what it then watches. */
export interface Footage extends Found {
  name: string;
  /** Source of the camera, under the media folder. */
  watch: string;
  watchedFrames: number;
  frameRate: number;
}

export interface Source {
  video?: string;
  ped2?: string;
}

/** Prepares the footage under the media folder; what an earlier run made is used again. */
export async function prepareFootage(
  { video, ped2 }: Source,
  mediaDir: string,
  signal: AbortSignal,
): Promise<Footage> {
  if (ped2 !== undefined) return ped2Footage(ped2, mediaDir, signal);
  if (video !== undefined) return videoFootage(video, mediaDir, signal);
  const folder = join(mediaDir, "walkway");
  await once(folder, async (unfinished) => {
    const progress = startProgress("Rendering a walkway", 1);
    await writeWalkway(unfinished, {
      signal,
      onFrames: (done, total) => progress.update(done / total),
    }).finally(() => progress.stop());
  });
  const found = await readFolder(folder, { layout: "folder", signal });
  return {
    ...found,
    name: "Walkway",
    ...watched(found, "media:walkway/testing/walkway-1.mp4", "walkway-1"),
  };
}

async function videoFootage(
  video: string,
  mediaDir: string,
  signal: AbortSignal,
): Promise<Footage> {
  const { size, mtimeMs } = await stat(video).catch(() => {
    throw new UsageError(`--video ${video} does not exist.`);
  });
  const name = basename(video);
  const folder = `video-${size}-${Math.round(mtimeMs)}`;
  await once(join(mediaDir, folder), (unfinished) => splitVideo(video, unfinished, signal));
  const found = await readFolder(join(mediaDir, folder), { layout: "folder", signal });
  return { ...found, name, ...watched(found, `media:${folder}/testing/rest.mp4`, "rest") };
}

async function ped2Footage(ped2: string, mediaDir: string, signal: AbortSignal): Promise<Footage> {
  const found = await readFolder(ped2, { signal });
  // A data set outside the media folder is not for cameras: they watch a film of its test clips.
  const clips = found.clips.filter(({ split }) => split === "TEST").slice(0, 4);
  const [first] = clips;
  if (!first) throw new UsageError(`--ped2 ${ped2} has no test clips.`);
  const file = "ped2-watched.mp4";
  await once(join(mediaDir, file), (unfinished) => joinClips(clips, unfinished, signal));
  return {
    ...found,
    name: "Ped2",
    watch: `media:${file}`,
    watchedFrames: clips.reduce((sum, clip) => sum + clip.frameCount, 0),
    frameRate: 10,
  };
}

function watched({ clips }: Found, watch: string, name: string) {
  const clip = clips.find((clip) => clip.split === "TEST" && clip.name === name);
  if (!clip) throw new Error(`The footage lacks its test clip ${name}.`);
  return { watch, watchedFrames: clip.frameCount, frameRate: Math.min(10, clip.frameRate) };
}

/** Makes a file or folder unless it is there; half of one is never taken for the whole. */
async function once(path: string, make: (unfinished: string) => Promise<void>): Promise<void> {
  if (await stat(path).catch(() => undefined)) return;
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(join(path, ".."), { recursive: true });
  await make(unfinished);
  await rename(unfinished, path);
}
