import { basename, join, resolve } from "node:path";
import { DatasetError } from "../dataset-error.ts";
import {
  frameFoldersIn,
  holdsPictures,
  isFile,
  isFolder,
  subfoldersIn,
  videosIn,
  type FoundFile,
} from "../files.ts";
import { readLabelsJson, spansFromJson, type LabelsJson } from "../labels/labels-json.ts";
import type { Layout, ListedClip } from "./layout.ts";

/**
 * Videos and folders of pictures under train/ and test/ (or training/ and testing/), there or one
 * deeper in frames/ or videos/, and labels.json. Without train/ and test/, clips that are labelled
 * are for testing and the others for training.
 */
export const folder: Layout = {
  recognises: isFolder,
  list: (path) => listFolder(path),
};

/** The layout that published prediction code reads: training/frames/01/000.jpg and labels.json. */
export const ped2: Layout = {
  recognises: async (path) =>
    (await isFolder(join(path, "training", "frames"))) &&
    (await isFolder(join(path, "testing", "frames"))) &&
    (await isFile(join(path, "labels.json"))),
  list: async (path) =>
    Promise.all((await listFolder(path, 10)).map((clip) => withMasks(path, clip))),
};

/** testing/masks/01/000.png, where they are there. */
async function withMasks(path: string, clip: ListedClip): Promise<ListedClip> {
  const masks = join(path, "testing", "masks", clip.name);
  return clip.split === TEST && (await holdsPictures(masks)) ? { ...clip, masks } : clip;
}

async function listFolder(path: string, frameRate?: number): Promise<ListedClip[]> {
  const subfolders = await subfoldersIn(path);
  const splitFolder = (names: readonly string[]) =>
    subfolders.find(({ name }) => names.includes(name.toLowerCase()))?.path;
  const train = splitFolder(["train", "training"]);
  const test = splitFolder(["test", "testing"]);

  const labelsPath = await labelsFile([path, ...(test === undefined ? [] : [test])]);
  const labels = labelsPath === undefined ? {} : await readLabelsJson(labelsPath);
  const clips =
    train === undefined && test === undefined
      ? (await clipsIn(path)).map((clip) => ({
          ...clip,
          split: clip.name in labels ? TEST : TRAIN,
        }))
      : [
          ...(await clipsUnder(train)).map((clip) => ({ ...clip, split: TRAIN })),
          ...(await clipsUnder(test)).map((clip) => ({ ...clip, split: TEST })),
        ];

  const strangers = Object.keys(labels).filter(
    (name) => !clips.some((clip) => clip.split === "TEST" && clip.name === name),
  );
  if (labelsPath !== undefined && strangers.length > 0) {
    throw new DatasetError(
      labelsPath,
      `It labels ${strangers.join(", ")}, which no test clip is named.`,
    );
  }
  return clips.map((clip) => ({
    ...clip,
    ...(frameRate === undefined ? {} : { frameRate }),
    ...(clip.split === "TEST" && labelsPath !== undefined
      ? labelReader(labelsPath, clip.name, labels)
      : {}),
  }));
}

const TRAIN = "TRAIN" as const;
const TEST = "TEST" as const;

function labelReader(
  path: string,
  name: string,
  labels: LabelsJson,
): Pick<ListedClip, "readLabels"> {
  const own = labels[name];
  return own === undefined
    ? {}
    : { readLabels: async (frameCount) => spansFromJson(path, name, own, frameCount) };
}

async function labelsFile(folders: readonly string[]): Promise<string | undefined> {
  for (const path of folders) {
    const labels = join(path, "labels.json");
    if (await isFile(labels)) return labels;
  }
  return undefined;
}

async function clipsUnder(path: string | undefined): Promise<FoundFile[]> {
  if (path === undefined) return [];
  const places = [path, join(path, "frames"), join(path, "videos")];
  return (await Promise.all(places.map(clipsIn))).flat();
}

async function clipsIn(path: string): Promise<FoundFile[]> {
  if (await holdsPictures(path)) return [{ name: basename(resolve(path)), path }];
  return [...(await videosIn(path)), ...(await frameFoldersIn(path))];
}
