import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { decode } from "../../src/video/decode.ts";
import { encode } from "../../src/video/encode.ts";
import { probe } from "../../src/video/probe.ts";
import { collect, test } from "./footage.ts";

const size = { width: 32, height: 24 };
const grey = function* (count: number) {
  for (let frame = 0; frame < count; frame++) yield new Uint8Array(32 * 24).fill(10 * frame);
};

describe("encoding", () => {
  test("writes a video that decodes to the same frames", async ({ folder }) => {
    const path = join(folder, "100% [grey].mp4");
    await encode(path, grey(20), { ...size, frameRate: 12 });

    expect(await probe({ url: path })).toEqual({ ...size, frameCount: 20, frameRate: 12 });
    for (const [index, frame] of (await collect(decode({ url: path }, size))).entries()) {
      expect(Math.abs((frame[300] ?? -99) - 10 * index)).toBeLessThanOrEqual(3);
    }
    expect(await readdir(folder)).toHaveLength(1);
  });

  test("makes odd sides even, and takes colour", async ({ folder }) => {
    const path = join(folder, "odd.mp4");
    const frames = [new Uint8Array(33 * 21 * 3), new Uint8Array(33 * 21 * 3)];
    await encode(path, frames, { width: 33, height: 21, frameRate: 5, pixels: "rgb24" });

    expect(await probe({ url: path })).toMatchObject({ width: 34, height: 22, frameCount: 2 });
  });

  test("that its frames interrupt writes no file and passes their error on", async ({ folder }) => {
    const broken = function* () {
      yield* grey(3);
      throw new Error("the scene is over");
    };

    await expect(
      encode(join(folder, "a.mp4"), broken(), { ...size, frameRate: 5 }),
    ).rejects.toThrow("the scene is over");
    expect(await readdir(folder)).toEqual([]);
  });

  test("into a folder that does not exist says so", async ({ folder }) => {
    await expect(
      encode(join(folder, "no", "a.mp4"), grey(3), { ...size, frameRate: 5 }),
    ).rejects.toThrow(/a\.mp4: .*No such file or directory/);
  });

  test("of endless frames ends with the signal", async ({ folder }) => {
    const endless = function* () {
      for (;;) yield new Uint8Array(32 * 24);
    };
    const options = { ...size, frameRate: 5, signal: AbortSignal.timeout(300) };

    await expect(encode(join(folder, "a.mp4"), endless(), options)).rejects.toThrow("timeout");
    expect(await readdir(folder)).toEqual([]);
  });
});
