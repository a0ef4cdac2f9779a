import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { decode } from "./decode.ts";
import type { FfmpegOptions } from "./ffmpeg.ts";
import { isNetworkSource, shownSource } from "./input.ts";
import { VideoError } from "./video-error.ts";

export interface ClipOptions extends FfmpegOptions {
  name: string;
  /** Path of a video or of a folder of pictures. */
  url: string;
  /** The clip's own frame rate, to tell the time at which it broke. */
  frameRate?: number | undefined;
  width: number;
  height: number;
  /** Where decoded clips are kept. Whatever lies in it can be deleted while no clip is open. */
  cacheFolder: string;
}

export interface ClipFile {
  readonly name: string;
  readonly frameCount: number;
  /** `count` grey frames from frame `from`, one after another. */
  read(from: number, count: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/**
 * Decodes a clip once, to a file of raw grey frames, and then reads it at random. The file is known
 * by what the clip is, so a changed clip is decoded again and any number of processes share one.
 */
export async function openClip(options: ClipOptions): Promise<ClipFile> {
  const { name, url, width, height, cacheFolder } = options;
  if (isNetworkSource(url))
    throw new VideoError(shownSource(url), "A clip is a file or a folder of pictures.");
  const path = join(cacheFolder, `${await fingerprint(url, width, height)}.gray`);
  if (!(await exists(path))) await decodeTo(path, options);

  const file = await open(path, "r");
  const frameSize = width * height;
  const frameCount = (await file.stat()).size / frameSize;
  return {
    name,
    frameCount,
    async read(from, count) {
      if (from < 0 || count < 0 || from + count > frameCount) {
        throw new RangeError(
          `Frames ${from} to ${from + count - 1} of ${name} were asked for; it has frames 0 to ${frameCount - 1}.`,
        );
      }
      const bytes = new Uint8Array(count * frameSize);
      for (let filled = 0; filled < bytes.length;) {
        const position = from * frameSize + filled;
        const { bytesRead } = await file.read(bytes, filled, bytes.length - filled, position);
        if (bytesRead === 0) throw new Error(`The cached frames of ${name} are cut off (${path}).`);
        filled += bytesRead;
      }
      return bytes;
    },
    close: () => file.close(),
  };
}

async function decodeTo(path: string, { url, frameRate, cacheFolder, ...options }: ClipOptions) {
  await mkdir(cacheFolder, { recursive: true });
  const unfinished = `${path}.${randomUUID()}.part`;
  const file = await open(unfinished, "wx");
  try {
    for await (const frame of decode({ url, frameRate }, options)) await file.writeFile(frame);
    await file.close();
    await rename(unfinished, path);
  } catch (error) {
    await file.close();
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function fingerprint(url: string, width: number, height: number): Promise<string> {
  const path = resolve(url);
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new VideoError(url, "It does not exist or may not be read.");
  const names = found.isDirectory() ? (await readdir(path)).sort() : [];
  const stamps = await Promise.all(
    [path, ...names.map((name) => join(path, name))].map(async (part) => {
      const { size, mtimeMs } = await stat(part);
      return [part, size, mtimeMs];
    }),
  );
  const facts = JSON.stringify({ decoder: 1, width, height, stamps });
  return createHash("sha256").update(facts).digest("hex").slice(0, 40);
}

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );
