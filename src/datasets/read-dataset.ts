import { probe } from "../video/probe.ts";
import type { FfmpegOptions } from "../video/ffmpeg.ts";
import { VideoError } from "../video/video-error.ts";
import { DatasetError } from "./dataset-error.ts";
import { isFolder } from "./files.ts";
import type { FrameSpan } from "./frame-spans.ts";
import { avenue } from "./layouts/avenue.ts";
import { folder, ped2 } from "./layouts/folder.ts";
import type { ListedClip } from "./layouts/layout.ts";
import { shanghaiTech } from "./layouts/shanghaitech.ts";
import { ucsd } from "./layouts/ucsd.ts";

/** The more particular first: the first that recognises a folder reads it. */
const layouts = { ucsd, avenue, shanghaitech: shanghaiTech, ped2, folder } as const;
export type LayoutName = keyof typeof layouts;

export interface FoundClip {
  name: string;
  split: "TRAIN" | "TEST";
  /** A video or a folder of pictures. */
  path: string;
  frameCount: number;
  frameRate: number;
  width: number;
  height: number;
  /** The anomalous frames; absent where nobody said which they are. */
  labels?: FrameSpan[];
  /** A folder of pictures, one a frame, white where a pixel is anomalous; not read here. */
  masks?: string;
}

export interface ReadOptions extends FfmpegOptions {
  /** Recognised from the folder's contents when absent. */
  layout?: LayoutName | undefined;
  /** Called as each clip is read. */
  onClip?: ((clip: FoundClip, done: number, total: number) => void) | undefined;
}

/**
 * Finds a data set's clips and decodes each once, so the counts are exact. Throws a DatasetError
 * that names the file for what does not fit; nothing is guessed or left out.
 */
export async function readDataset(
  path: string,
  { layout, onClip, ...options }: ReadOptions = {},
): Promise<{ layout: LayoutName; clips: FoundClip[] }> {
  if (!(await isFolder(path))) throw new DatasetError(path, "There is no such folder.");
  const name = layout ?? (await recognise(path));
  const listed = await layouts[name].list(path);
  checkListed(path, name, listed);

  const clips: FoundClip[] = [];
  for (const entry of listed) {
    const clip = await read(entry, options);
    checkSize(clip, clips[0]);
    clips.push(clip);
    onClip?.(clip, clips.length, listed.length);
  }
  return { layout: name, clips };
}

async function recognise(path: string): Promise<LayoutName> {
  for (const [name, layout] of Object.entries(layouts)) {
    if (await layout.recognises(path)) return name as LayoutName;
  }
  throw new DatasetError(path, "There is no such folder.");
}

async function read(
  { readLabels, ...clip }: ListedClip,
  options: FfmpegOptions,
): Promise<FoundClip> {
  try {
    const facts = await probe({ url: clip.path, frameRate: clip.frameRate }, options);
    const labels = await readLabels?.(facts.frameCount);
    return { ...clip, ...facts, ...(labels ? { labels } : {}) };
  } catch (error) {
    if (!(error instanceof VideoError)) throw error;
    throw new DatasetError(error.source, error.message.slice(error.source.length + 2), { cause: error }); // prettier-ignore
  }
}

function checkListed(path: string, layout: LayoutName, clips: readonly ListedClip[]): void {
  if (clips.length === 0) {
    throw new DatasetError(
      path,
      "It holds no clips: videos or folders of pictures, in train/ and test/ or one of the published layouts (see docs/datasets.md).",
    );
  }
  if (!clips.some(({ split }) => split === "TRAIN")) {
    throw new DatasetError(path, `It has no training clip (read as layout ${layout}).`);
  }
  const seen = new Map<string, string>();
  for (const clip of clips) {
    const key = `${clip.split} ${clip.name}`;
    const other = seen.get(key);
    if (other !== undefined) {
      throw new DatasetError(clip.path, `Another clip has the same name: ${other}.`);
    }
    seen.set(key, clip.path);
  }
}

function checkSize(clip: FoundClip, first: FoundClip = clip): void {
  if (clip.width === first.width && clip.height === first.height) return;
  throw new DatasetError(
    clip.path,
    `It is ${clip.width}×${clip.height}, but ${first.path} is ${first.width}×${first.height}: the clips of a data set must be of one size.`,
  );
}
