import { readdir, stat } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { imageNames } from "../video/image-folder.ts";

const videoTypes = new Set(
  ".avi .mp4 .m4v .mov .mkv .webm .mpg .mpeg .ts .m2ts .wmv .flv .ogv .3gp .gif .mjpeg .h264".split(
    " ",
  ),
);
const naturally = new Intl.Collator("en", { numeric: true }).compare;

export interface FoundFile {
  /** Without the extension. */
  name: string;
  path: string;
}

export async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isDirectory() ?? false;
}

export async function isFile(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  return found?.isFile() ?? false;
}

/** What a folder holds, 2 before 10, without hidden files; nothing where there is no such folder. */
export async function entries(folder: string): Promise<FoundFile[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => !name.startsWith("."))
    .sort(naturally)
    .map((name) => ({ name, path: join(folder, name) }));
}

export async function videosIn(folder: string): Promise<FoundFile[]> {
  return (await entries(folder))
    .filter(({ path }) => videoTypes.has(extname(path).toLowerCase()))
    .map(({ path }) => ({ name: basename(path, extname(path)), path }));
}

/** Subfolders that hold pictures. */
export async function frameFoldersIn(folder: string): Promise<FoundFile[]> {
  const found = await entries(folder);
  const holds = await Promise.all(found.map(({ path }) => holdsPictures(path)));
  return found.filter((_, index) => holds[index]);
}

export const subfoldersIn = async (folder: string): Promise<FoundFile[]> => {
  const found = await entries(folder);
  const folders = await Promise.all(found.map(({ path }) => isFolder(path)));
  return found.filter((_, index) => folders[index]);
};

export async function holdsPictures(path: string): Promise<boolean> {
  return (await isFolder(path)) && (await imageNames(path)).length > 0;
}
