import { join } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import { isFile, isFolder, videosIn } from "../files.ts";
import { fitted } from "../labels/label-count.ts";
import { readMatLabels } from "../labels/mat.ts";
import type { Layout, ListedClip } from "./layout.ts";

/** CUHK Avenue as published: training_videos/01.avi, testing_videos/01.avi, testing_label_mask/1_label.mat. */
export const avenue: Layout = {
  recognises: (folder) => isFolder(join(folder, "training_videos")),

  async list(folder) {
    const training = await videosIn(join(folder, "training_videos"));
    const testing = await videosIn(join(folder, "testing_videos"));
    const masks = join(folder, "testing_label_mask");
    const labelled = await isFolder(masks);

    const tests = testing.map(async ({ name, path }): Promise<ListedClip> => {
      if (!labelled) return { name, path, split: "TEST" };
      const labels = join(masks, `${Number(name)}_label.mat`);
      if (!(await isFile(labels)))
        throw new DatasetError(path, `Its labels ${labels} are missing.`);
      const readLabels = async (frameCount: number) =>
        fitted(labels, await readMatLabels(labels), frameCount);
      return { name, path, split: "TEST", readLabels };
    });
    return [
      ...training.map(({ name, path }) => ({ name, path, split: "TRAIN" as const })),
      ...(await Promise.all(tests)),
    ];
  },
};
