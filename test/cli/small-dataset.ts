import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Walkway } from "../../src/datasets/walkway/walkway.ts";
import { encode } from "../../src/video/encode.ts";
import { makePictures } from "../video/footage.ts";

const picture = { width: 64, height: 48, frameRate: 10 };

/** Two clips of the walkway, tiny and short: 60 frames to train on, 50 to test on, labels included. */
export async function writeSmallDataset(folder: string): Promise<{ anomalousFrames: number }> {
  const training = new Walkway({ seed: 1, seconds: 6 }, picture);
  const testing = new Walkway(
    { seed: 2, seconds: 5, anomalies: [{ kind: "CYCLIST", at: 1.5 }] },
    picture,
  );
  for (const [split, walkway] of [
    ["training", training],
    ["testing", testing],
  ] as const) {
    await mkdir(join(folder, split), { recursive: true });
    const frames = Array.from({ length: walkway.frameCount }, (_, index) => walkway.frame(index));
    await encode(join(folder, split, "clip.mp4"), frames, picture);
  }
  const spans = testing.anomalies();
  await writeFile(join(folder, "labels.json"), JSON.stringify({ clip: spans }));
  return { anomalousFrames: spans.reduce((sum, { from, to }) => sum + to - from + 1, 0) };
}

/** Ped2's layout: a clip of flat pictures, with masks that are white from frame 13 on. */
export async function writeMaskedDataset(folder: string): Promise<void> {
  const names = Array.from({ length: 20 }, (_, index) => `${100 + index}.bmp`);
  for (const place of ["training/frames", "testing/frames", "testing/masks"]) {
    await makePictures(join(folder, place, "01"), names);
  }
  await writeFile(join(folder, "labels.json"), JSON.stringify({ "01": [{ from: 13, to: 19 }] }));
}
