import { existsSync } from "node:fs";
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { DatasetError } from "../../src/datasets/dataset-error.ts";
import { readDataset, type FoundClip } from "../../src/datasets/read-dataset.ts";
import { cutOff, makePictures, makeVideo, test } from "../video/footage.ts";
import { mat, npy } from "./label-files.ts";

const data = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

const names = (count: number, first = 0) =>
  Array.from({ length: count }, (_, index) => `${String(first + index).padStart(3, "0")}.bmp`);

async function write(path: string, content: string | Buffer): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
const json = (path: string, content: unknown) => write(path, JSON.stringify(content));

/** name: split, frames, labels. */
const summary = (clips: readonly FoundClip[]) =>
  Object.fromEntries(
    clips.map(({ split, name, frameCount, labels }) => [
      `${split} ${name}`,
      [frameCount, ...(labels ?? ["unlabelled"]).map((span) => typeof span === "string" ? span : `${span.from}-${span.to}`)], // prettier-ignore
    ]),
  );

async function refused(folder: string, path: string, message: string | RegExp): Promise<void> {
  const error = await readDataset(folder).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(DatasetError);
  expect((error as DatasetError).path).toBe(path);
  expect((error as DatasetError).message).toMatch(message);
}

describe.skipIf(!existsSync(data))("real data (needs ../shared/data)", () => {
  const count = (clips: readonly FoundClip[], split: string) => {
    const chosen = clips.filter((clip) => clip.split === split);
    return { clips: chosen.length, frames: chosen.reduce((sum, clip) => sum + clip.frameCount, 0) };
  };

  test("UCSD Ped2 as prediction code has it: all frames and labels", async () => {
    const seen: string[] = [];
    const { layout, clips } = await readDataset(`${data}ped2`, {
      onClip: ({ name }, done, total) => seen.push(`${name} ${done}/${total}`),
    });
    const anomalous = clips
      .flatMap((clip) => clip.labels ?? [])
      .reduce((sum, { from, to }) => sum + to - from + 1, 0);

    expect(layout).toBe("ped2");
    expect(count(clips, "TRAIN")).toEqual({ clips: 16, frames: 2550 });
    expect(count(clips, "TEST")).toEqual({ clips: 12, frames: 2010 });
    expect(anomalous).toBe(1648);
    expect(clips[0]).toMatchObject({ width: 360, height: 240, frameRate: 10 });
    expect(seen.at(-1)).toBe("12 28/28");
  });

  test("official UCSD files, an excerpt of a clip keeping its frames' labels", async () => {
    const { layout, clips } = await readDataset(`${data}formats/ucsd`);

    expect(layout).toBe("ucsd");
    // Test001 is anomalous from its frame 61 on; the excerpt starts with frame 50.
    expect(summary(clips)).toEqual({ "TRAIN Train001": [40, "unlabelled"], "TEST Test001": [50, "11-49"] }); // prettier-ignore
  });

  test("official CUHK Avenue files", async () => {
    const { layout, clips } = await readDataset(`${data}formats/avenue`);

    expect(layout).toBe("avenue");
    expect(summary(clips)).toEqual({ "TRAIN 12": [145, "unlabelled"], "TEST 08": [36, "0-35"] });
  });
});

describe("the official layouts", () => {
  test("UCSD: labels of the script, several spans and single frames", async ({ folder }) => {
    const root = join(folder, "UCSDped1");
    await makePictures(join(root, "Train", "Train001"), names(3, 1));
    await makePictures(join(root, "Test", "Test001"), names(8, 1));
    await makePictures(join(root, "Test", "Test002"), names(4, 1));
    await makePictures(join(root, "Test", "Test001_gt"), names(8, 1));
    await write(
      join(root, "Test", "UCSDped1.m"),
      "TestVideoFile = {};\nTestVideoFile{end+1}.gt_frame = [2:3, 6, 8:8];\nTestVideoFile{end+1}.gt_frame = [];\n",
    );

    expect(summary((await readDataset(folder)).clips)).toEqual({
      "TRAIN Train001": [3, "unlabelled"],
      "TEST Test001": [8, "1-2", "5-5", "7-7"],
      "TEST Test002": [4],
    });

    await rm(join(root, "Test", "Test001", "008.bmp"));
    await refused(folder, join(root, "Test", "UCSDped1.m"), "labels frame 8 of Test001, which has 7 frames"); // prettier-ignore
  });

  test("UCSD: two data sets in one folder must be told apart", async ({ folder }) => {
    for (const name of ["UCSDped1", "UCSDped2"]) {
      await makePictures(join(folder, name, "Train", "Train001"), names(1, 1));
      await mkdir(join(folder, name, "Test"));
    }

    await refused(folder, folder, "holds two data sets");
    expect((await readDataset(join(folder, "UCSDped2"))).clips).toHaveLength(1);
  });

  test("Avenue: a label file that is missing or does not fit", async ({ folder }) => {
    await makeVideo(join(folder, "training_videos", "01.avi").replace("/training_videos", ""));
    await mkdir(join(folder, "training_videos"));
    await mkdir(join(folder, "testing_videos"));
    await copyFile(join(folder, "01.avi"), join(folder, "training_videos", "01.avi"));
    const video = join(folder, "testing_videos", "07.avi");
    await copyFile(join(folder, "01.avi"), video);

    expect(summary((await readDataset(folder)).clips)).toEqual({
      "TRAIN 01": [30, "unlabelled"],
      "TEST 07": [30, "unlabelled"],
    });

    const labels = join(folder, "testing_label_mask", "7_label.mat");
    await mkdir(dirname(labels));
    await refused(folder, video, "7_label.mat are missing");

    await write(labels, mat(new Array<boolean>(29).fill(true)));
    await refused(folder, labels, "29 labels, but the clip has 30 frames");

    await write(labels, mat(Array.from({ length: 30 }, (_, frame) => frame > 10)));
    expect(summary((await readDataset(folder)).clips)).toMatchObject({ "TEST 07": [30, "11-29"] });
  });

  test("ShanghaiTech: videos to train on, frames and masks to test on", async ({ folder }) => {
    const video = join(folder, "training", "videos", "01_001.avi");
    await mkdir(dirname(video), { recursive: true });
    await makeVideo(video, { frames: 7, size: "16x12" });
    await makePictures(join(folder, "testing", "frames", "01_0014"), names(5));
    const labels = join(folder, "testing", "test_frame_mask", "01_0014.npy");
    await write(labels, npy([0, 1, 1, 0, 1]));
    await write(join(dirname(labels), "01_0015.npy"), npy([0])); // of a clip that is not here

    const { layout, clips } = await readDataset(folder);

    expect(layout).toBe("shanghaitech");
    expect(summary(clips)).toEqual({ "TRAIN 01_001": [7, "unlabelled"], "TEST 01_0014": [5, "1-2", "4-4"] }); // prettier-ignore
    expect(clips[1]?.frameRate).toBe(24);

    await makePictures(join(folder, "testing", "frames", "01_0014"), names(6));
    await refused(folder, labels, "5 labels, but the clip has 6 frames");
  });
});

describe("a folder of one's own", () => {
  test("may hold videos and frame folders under train and test, with labels", async ({
    folder,
  }) => {
    await mkdir(join(folder, "Train"));
    await makeVideo(join(folder, "Train", "morning.mp4"), { frames: 9, size: "16x12" });
    await makePictures(join(folder, "Train", "noon"), names(4));
    await makePictures(join(folder, "test", "frames", "2"), names(4));
    await makePictures(join(folder, "test", "10"), names(3));
    await makePictures(join(folder, "test", "quiet"), names(2));
    await json(join(folder, "labels.json"), {
      "2": [0, 1, 1, 0],
      "10": [{ from: 2, to: 2 }, { from: 0, to: 0 }], // prettier-ignore
      quiet: [],
    });

    const { layout, clips } = await readDataset(folder);

    expect(layout).toBe("folder");
    expect(summary(clips)).toEqual({
      "TRAIN morning": [9, "unlabelled"],
      "TRAIN noon": [4, "unlabelled"],
      "TEST 10": [3, "0-0", "2-2"],
      "TEST 2": [4, "1-2"],
      "TEST quiet": [2],
    });
  });

  test("without train and test trains on what is not labelled", async ({ folder }) => {
    await makeVideo(join(folder, "a.avi"), { frames: 5 });
    await makeVideo(join(folder, "b.avi"), { frames: 5 });
    await json(join(folder, "labels.json"), { b: [{ from: 3, to: 4 }] });

    expect(summary((await readDataset(folder)).clips)).toEqual({
      "TRAIN a": [5, "unlabelled"],
      "TEST b": [5, "3-4"],
    });
  });

  test("may be the frames of one clip", async ({ folder }) => {
    const clip = await makePictures(join(folder, "walk"), names(4));

    expect(summary((await readDataset(clip)).clips)).toEqual({ "TRAIN walk": [4, "unlabelled"] });
  });

  test("needs labels that fit, naming the file and the clip", async ({ folder }) => {
    await makePictures(join(folder, "train", "1"), names(4));
    await makePictures(join(folder, "test", "2"), names(4));
    const labels = join(folder, "labels.json");
    const refusedWith = async (content: unknown, message: string | RegExp) => {
      await json(labels, content);
      await refused(folder, labels, message);
    };

    await refusedWith({ "2": [0, 1, 1] }, "Clip 2: It has 3 labels, but the clip has 4 frames");
    await refusedWith(
      { "2": [{ from: 2, to: 4 }] },
      "Clip 2: frames 2 to 4 are labelled, but it has 4",
    );
    await refusedWith({ "2": [{ from: 3, to: 2 }] }, "Clip 2: ");
    await refusedWith({ "2": [{ from: -1, to: 2 }] }, "Clip 2: ");
    await refusedWith({ "2": [0, 2, 0, 0] }, "Clip 2: ");
    await refusedWith({ "2": "none" }, "Clip 2: ");
    await refusedWith([0, 1], "for each clip a list");
    await refusedWith({ "3": [0, 0, 0, 0] }, "It labels 3, which no test clip is named");
    await refusedWith({ "1": [0, 0, 0, 0] }, "It labels 1, which no test clip is named");
    await write(labels, "{");
    await refused(folder, labels, "not JSON");
  });

  test("is refused without a training clip or without any", async ({ folder }) => {
    await refused(folder, folder, "holds no clips");
    await refused(join(folder, "gone"), join(folder, "gone"), "no such folder");
    await mkdir(join(folder, "train"));
    await refused(folder, folder, "holds no clips");
    await makePictures(join(folder, "test", "1"), names(2));
    await refused(folder, folder, "has no training clip");
  });

  test("is refused where clips are of two sizes or of one name", async ({ folder }) => {
    await makePictures(join(folder, "train", "1"), names(2));
    const other = await makePictures(join(folder, "train", "2"), names(2), { width: 20 });
    await refused(folder, other, /It is 20×12, but .*1 is 16×12/);

    await rm(other, { recursive: true });
    const double = await makePictures(join(folder, "train", "frames", "1"), names(2));
    await refused(folder, double, "Another clip has the same name");
  });

  test("is refused where a clip is broken, naming it, ffmpeg's reason and the place", async ({
    folder,
  }) => {
    const whole = await makeVideo(join(folder, "whole.avi"), { frames: 60, size: "320x240" });
    await mkdir(join(folder, "train"));
    const half = await cutOff(whole, 0.5, join(folder, "train", "half.avi"));
    await refused(folder, half, /^\S+half\.avi: at frame \d+ \(\d\.\d\d s\): ffmpeg says: /);
  });

  test("is read as the layout that is asked for", async ({ folder }) => {
    await makePictures(join(folder, "training", "frames", "1"), names(2));

    expect((await readDataset(folder, { layout: "ped2" })).clips[0]?.frameRate).toBe(10);
    expect((await readDataset(folder)).clips[0]?.frameRate).toBe(25);
    await expect(readDataset(folder, { layout: "avenue" })).rejects.toThrow("holds no clips");
  });
});
