import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { test as base } from "vitest";
import { findFfmpeg } from "../../src/video/ffmpeg.ts";

const run = promisify(execFile);

/** A folder of the test's own that is deleted after it. */
export const test = base.extend<{ folder: string }>({
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), "vigil-test-"));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
});

/** A moving test picture; its format is that of the name's ending. */
export async function makeVideo(
  path: string,
  {
    frames = 30,
    size = "64x48",
    rate = 10,
    codec = ["-c:v", "mpeg4", "-q:v", "3"],
    source = "",
  } = {},
): Promise<string> {
  const input = source || `testsrc=size=${size}:rate=${rate}`;
  await run(findFfmpeg(), ["-v", "error", "-y", "-f", "lavfi", "-i", input, "-frames:v", String(frames), ...codec, `file:${path}`]); // prettier-ignore
  return path;
}

/** Grey pictures of the given names; picture n is of grey level 10·n, all over. */
export async function makePictures(
  folder: string,
  names: readonly string[],
  { width = 16, height = 12 } = {},
): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const [index, name] of names.entries()) {
    await writeFile(join(folder, name), bmp(width, height, 10 * index));
  }
  return folder;
}

/** The same file cut off after a share of its bytes. */
export async function cutOff(path: string, share: number, to: string): Promise<string> {
  const bytes = await readFile(path);
  await writeFile(to, bytes.subarray(0, Math.floor(bytes.length * share)));
  return to;
}

/** An uncompressed 24-bit picture of one grey level. */
function bmp(width: number, height: number, grey: number): Buffer {
  const row = Math.ceil((width * 3) / 4) * 4;
  const bytes = Buffer.alloc(54 + row * height, grey);
  bytes.fill(0, 0, 54);
  bytes.write("BM");
  bytes.writeUInt32LE(bytes.length, 2);
  bytes.writeUInt32LE(54, 10);
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  bytes.writeUInt16LE(1, 26);
  bytes.writeUInt16LE(24, 28);
  return bytes;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** What a promise is rejected with. */
export const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => {
      throw new Error("It should have failed.");
    },
    (error: unknown) => error,
  );
