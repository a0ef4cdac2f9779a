import { join } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import { frameFoldersIn, isFile, isFolder, videosIn } from "../files.ts";
import { fitted } from "../labels/label-count.ts";
import { readNpyLabels } from "../labels/npy.ts";
import type { Layout, ListedClip } from "./layout.ts";

const frameRate = 24;

/**
 * ShanghaiTech Campus as published: training/videos/01_001.avi, testing/frames/01_0014/000.jpg,
 * testing/test_frame_mask/01_0014.npy. Training clips may also be training/frames/01_001/000.jpg.
 */
export const shanghaiTech: Layout = {
  recognises: (folder) => isFolder(join(folder, "testing", "test_frame_mask")),

  async list(folder) {
    const videos = await videosIn(join(folder, "training", "videos"));
    const training =
      videos.length > 0 ? videos : await frameFoldersIn(join(folder, "training", "frames"));
    const testing = await frameFoldersIn(join(folder, "testing", "frames"));

    const tests = testing.map(async ({ name, path }): Promise<ListedClip> => {
      const labels = join(folder, "testing", "test_frame_mask", `${name}.npy`);
      if (!(await isFile(labels)))
        throw new DatasetError(path, `Its labels ${labels} are missing.`);
      const readLabels = async (frameCount: number) =>
        fitted(labels, await readNpyLabels(labels), frameCount);
      return { name, path, split: "TEST", frameRate, readLabels };
    });
    return [
      ...training.map(({ name, path }) => ({ name, path, split: "TRAIN" as const, frameRate })),
      ...(await Promise.all(tests)),
    ];
  },
};
