import { readdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { openClip } from "../../src/video/clip-file.ts";
import { decode } from "../../src/video/decode.ts";
import { collect, cutOff, makePictures, makeVideo, test } from "./footage.ts";

const size = { width: 16, height: 12 };
const frameSize = 16 * 12;
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `${index}.bmp`);

describe("a clip", () => {
  test("is read at random as it is decoded in order", async ({ folder }) => {
    const url = await makeVideo(join(folder, "clip.avi"), { frames: 23 });
    const frames = await collect(decode({ url }, size));
    const clip = await openClip({ name: "clip", url, cacheFolder: join(folder, "cache"), ...size });

    expect(clip).toMatchObject({ name: "clip", frameCount: 23 });
    for (const [from, count] of [
      [17, 6],
      [0, 1],
      [5, 10],
      [22, 1],
      [3, 0],
    ] as const) {
      // prettier-ignore
      const expected = Buffer.concat(frames.slice(from, from + count));
      expect(Buffer.from(await clip.read(from, count)).equals(expected)).toBe(true);
    }
    await clip.close();
  });

  test("has no frames outside of itself", async ({ folder }) => {
    const url = await makePictures(join(folder, "clip"), numbered(4));
    const clip = await openClip({ name: "four", url, cacheFolder: join(folder, "cache"), ...size });

    await expect(clip.read(2, 3)).rejects.toThrow(
      "Frames 2 to 4 of four were asked for; it has frames 0 to 3",
    );
    await expect(clip.read(-1, 1)).rejects.toThrow(RangeError);
    await clip.close();
  });

  test("is decoded once, also by several at the same time", async ({ folder }) => {
    const url = await makePictures(join(folder, "clip"), numbered(4));
    const cacheFolder = join(folder, "cache");
    const open = () => openClip({ name: "clip", url, cacheFolder, ...size });
    const clips = await Promise.all([open(), open(), open()]);
    const again = await open();

    expect(await readdir(cacheFolder)).toHaveLength(1);
    for (const clip of [...clips, again]) {
      expect(await clip.read(3, 1)).toEqual(new Uint8Array(frameSize).fill(30));
      await clip.close();
    }
  });

  test("is decoded again once it has changed, or for another size", async ({ folder }) => {
    const url = await makePictures(join(folder, "clip"), numbered(4));
    const cacheFolder = join(folder, "cache");
    const frameCount = async (other = size) => {
      const clip = await openClip({ name: "clip", url, cacheFolder, ...other });
      await clip.close();
      return clip.frameCount;
    };

    expect(await frameCount()).toBe(4);
    await makePictures(url, numbered(6));
    expect(await frameCount()).toBe(6);
    await utimes(join(url, "3.bmp"), 1, 1);
    await frameCount();
    await frameCount({ width: 8, height: 8 });
    expect(await readdir(cacheFolder)).toHaveLength(4);
  });

  test("that is damaged fails and leaves nothing behind", async ({ folder }) => {
    const whole = await makeVideo(join(folder, "whole.avi"), { frames: 60, size: "320x240" });
    const url = await cutOff(whole, 0.5, join(folder, "half.avi"));
    const cacheFolder = join(folder, "cache");

    await expect(
      openClip({ name: "half", url, frameRate: 10, cacheFolder, ...size }),
    ).rejects.toThrow(/half\.avi: at frame \d+ \(\d\.\d\d s\): ffmpeg says/);
    expect(await readdir(cacheFolder)).toEqual([]);
  });

  test("whose decoding is aborted leaves nothing behind", async ({ folder }) => {
    const url = await makeVideo(join(folder, "clip.avi"), { frames: 400 });
    const cacheFolder = join(folder, "cache");
    const signal = AbortSignal.timeout(1);

    await expect(
      openClip({ name: "clip", url, cacheFolder, width: 400, height: 300, signal }),
    ).rejects.toThrow();
    expect(await readdir(cacheFolder).catch(() => [])).toEqual([]);
  });

  test("is a file or a folder, nothing else", async ({ folder }) => {
    const open = (url: string) => openClip({ name: "clip", url, cacheFolder: folder, ...size });
    await writeFile(join(folder, "empty.avi"), "");

    await expect(open("rtsp://user:secret@host/1")).rejects.toThrow(/^rtsp:\/\/host\/1: A clip is/);
    await expect(open(join(folder, "gone"))).rejects.toThrow("does not exist");
    await expect(open(join(folder, "empty.avi"))).rejects.toThrow("The file is empty");
  });
});
