import { readFile } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { imageNames } from "../../video/image-folder.ts";
import { DatasetError } from "../dataset-error.ts";
import { entries, holdsPictures, isFolder, subfoldersIn } from "../files.ts";
import { spansOf, type FrameSpan } from "../frame-spans.ts";
import type { Layout, ListedClip } from "./layout.ts";

const frameRate = 10;

/**
 * UCSD Ped1 and Ped2 as published: Train/Train001/001.tif, Test/Test001/001.tif and Test/UCSDped2.m.
 * The folder that holds UCSDped2 will do where it holds no other.
 */
export const ucsd: Layout = {
  recognises: async (folder) => (await roots(folder)).length > 0,

  async list(folder) {
    const [root = folder, another] = await roots(folder);
    if (another) {
      throw new DatasetError(folder, `It holds two data sets: name ${root} or ${another} instead.`);
    }
    const clips = async (split: string) =>
      (await subfoldersIn(join(root, split))).filter(({ name }) => !name.endsWith("_gt"));
    const training = await clips("Train");
    const testing = await clips("Test");
    const script = (await entries(join(root, "Test"))).find(({ name }) => name.endsWith(".m"));
    const anomalies = script && (await readScript(script.path));

    const tests = testing.map(({ name, path }): ListedClip => {
      if (!script || !anomalies) return { name, path, split: "TEST", frameRate };
      const frames = anomalies[Number(/\d+$/.exec(name)?.[0]) - 1];
      if (!frames) throw new DatasetError(script.path, `It has no line for ${name}.`);
      return { name, path, split: "TEST", frameRate, readLabels: () => labelsByNumber(path, frames, script.path) }; // prettier-ignore
    });
    return [
      ...training.map(({ name, path }) => ({ name, path, split: "TRAIN" as const, frameRate })),
      ...(await Promise.all(tests.map(withMasks))),
    ];
  },
};

/** Test/Test001_gt/001.bmp, where they are there. */
async function withMasks(clip: ListedClip): Promise<ListedClip> {
  const masks = `${clip.path}_gt`;
  return (await holdsPictures(masks)) ? { ...clip, masks } : clip;
}

async function roots(folder: string): Promise<string[]> {
  const candidates = [folder, join(folder, "UCSDped1"), join(folder, "UCSDped2")];
  const fits = await Promise.all(
    candidates.map(async (root) => {
      const train = await subfoldersIn(join(root, "Train"));
      return (
        (await isFolder(join(root, "Test"))) && train.some(({ name }) => /^Train\d+$/.test(name))
      );
    }),
  );
  return candidates.filter((_, index) => fits[index]);
}

/** The n-th line `TestVideoFile{end+1}.gt_frame = [61:180, 200];` as the numbers of Test00n's frames. */
async function readScript(path: string): Promise<Set<number>[]> {
  const text = await readFile(path, "utf8");
  return [...text.matchAll(/gt_frame\s*=\s*\[([^\]]*)\]/g)].map(([, list = ""]) => {
    const numbers = [...list.matchAll(/(\d+)\s*(?::\s*(\d+))?/g)];
    return new Set(
      numbers.flatMap(([, from, to = from]) =>
        Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) => Number(from) + index),
      ),
    );
  });
}

/** Frames are meant by the numbers in their names, so an excerpt of a clip keeps the right labels. */
async function labelsByNumber(
  folder: string,
  anomalous: ReadonlySet<number>,
  script: string,
): Promise<FrameSpan[]> {
  const numbers = (await imageNames(folder)).map((name) => Number(basename(name, extname(name))));
  const last = Math.max(...anomalous);
  if (numbers[0] === 1 && last > numbers.length) {
    throw new DatasetError(
      script,
      `It labels frame ${last} of ${basename(folder)}, which has ${numbers.length} frames.`,
    );
  }
  return spansOf(numbers.map((number) => anomalous.has(number)));
}
