import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { readDataset } from "../../src/datasets/read-dataset.ts";
import { readMasks } from "../../src/datasets/read-masks.ts";
import { makePictures, test } from "../video/footage.ts";

const size = { width: 16, height: 12 };
const names = (count: number) => Array.from({ length: count }, (_, index) => `${100 + index}.bmp`);
// Picture n is of grey level 10·n: from the thirteenth on it is white enough.
const anomalous = [...new Array<boolean>(13).fill(false), true, true];

async function testClip(folder: string) {
  const { clips } = await readDataset(folder);
  const clip = clips.find(({ split }) => split === "TEST");
  if (!clip) throw new Error("The data set has no test clip.");
  return clip;
}

describe("pixel masks", () => {
  test("are found in the layout of prediction code, one a frame", async ({ folder }) => {
    await makePictures(join(folder, "training", "frames", "01"), names(2));
    await makePictures(join(folder, "testing", "frames", "01"), names(15));
    await writeFile(join(folder, "labels.json"), "{}");
    const without = await testClip(folder);
    await expect(readMasks(without, size)).rejects.toThrow("There are no pixel masks of clip 01");

    const masks = join(folder, "testing", "masks", "01");
    await makePictures(masks, names(15));
    const clip = await testClip(folder);
    const read = await readMasks(clip, { width: 8, height: 6 });
    expect(read.frames.map((frame) => frame.every((pixel) => pixel === 1))).toEqual(anomalous);
    expect(read.frames[0]).toHaveLength(48);

    await rm(join(masks, "114.bmp"));
    await expect(readMasks(clip, size)).rejects.toThrow("14 masks, but the clip has 15 frames");
    await writeFile(join(masks, "100.bmp"), "no picture");
    await expect(readMasks(clip, size)).rejects.toThrow(join(masks, "100.bmp"));
  });

  test("are found in UCSD's own layout", async ({ folder }) => {
    await makePictures(join(folder, "Train", "Train001"), names(2));
    await makePictures(join(folder, "Test", "Test001"), names(15));
    await makePictures(join(folder, "Test", "Test001_gt"), names(15));

    const clip = await testClip(folder);
    expect(clip.masks).toBe(join(folder, "Test", "Test001_gt"));
    expect((await readMasks(clip, size)).frames).toHaveLength(15);
  });
});
