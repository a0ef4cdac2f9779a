import { mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { extname, join, resolve } from "node:path";
import { imageSizeFromFile } from "image-size/fromFile";
import { VideoError } from "./video-error.ts";

const imageTypes = [".jpg", ".jpeg", ".png", ".bmp", ".tif", ".tiff"];
const naturally = new Intl.Collator("en", { numeric: true }).compare;

/** File names of a folder's pictures, 2 before 10. Hidden files do not count. */
export async function imageNames(folder: string): Promise<string[]> {
  const names = await readdir(folder);
  return names
    .filter((name) => imageTypes.includes(extname(name).toLowerCase()) && !name.startsWith("."))
    .sort((a, b) => naturally(a, b) || (a < b ? -1 : 1));
}

export interface ImageFolder {
  names: string[];
  width: number;
  height: number;
  /** Common to all its files, with the dot. */
  type: string;
}

/** Reads the pictures' headers; refuses an empty folder, and pictures that are not of one kind and size. */
export async function readImageFolder(folder: string): Promise<ImageFolder> {
  const names = await imageNames(folder);
  const [first] = names;
  if (first === undefined) {
    throw new VideoError(folder, `The folder has no pictures (${imageTypes.join(", ")}).`);
  }

  const type = kind(first);
  const odd = names.find((name) => kind(name) !== type);
  if (odd !== undefined) {
    throw new VideoError(
      join(folder, odd),
      `A folder's pictures must be of one type: ${first} is another.`,
    );
  }
  const sizes = await Promise.all(names.map((name) => imageSize(join(folder, name))));
  const { width, height } = sizes[0] ?? { width: 0, height: 0 };
  for (const [index, size] of sizes.entries()) {
    if (size.width !== width || size.height !== height) {
      throw new VideoError(
        join(folder, names[index] ?? ""),
        `It is ${size.width}×${size.height}, but ${first} is ${width}×${height}: a clip's pictures must be of one size.`,
      );
    }
  }
  return { names, width, height, type };
}

/**
 * The pictures as 00000000.jpg, 00000001.jpg… of a folder that lasts as long as `work`: ffmpeg's own
 * patterns trip over gaps in the numbers and over names with special characters.
 */
export async function* withNumberedImages<T>(
  folder: string,
  { names, type }: ImageFolder,
  work: (cwd: string, pattern: string) => AsyncIterable<T>,
): AsyncGenerator<T, void> {
  const numbered = await mkdtemp(join(tmpdir(), "vigil-frames-"));
  try {
    for (const [index, name] of names.entries()) {
      await symlink(
        resolve(folder, name),
        join(numbered, `${String(index).padStart(8, "0")}${type}`),
      );
    }
    yield* work(numbered, `%08d${type}`);
  } finally {
    await rm(numbered, { recursive: true, force: true });
  }
}

function kind(name: string): string {
  const type = extname(name).toLowerCase();
  return type === ".jpeg" ? ".jpg" : type === ".tiff" ? ".tif" : type;
}

async function imageSize(path: string): Promise<{ width: number; height: number }> {
  try {
    return await imageSizeFromFile(path);
  } catch (error) {
    throw new VideoError(path, `It is not a readable picture: ${(error as Error).message}.`);
  }
}
