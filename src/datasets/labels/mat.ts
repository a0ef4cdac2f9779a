import { createReadStream } from "node:fs";
import { Readable } from "node:stream";
import { createInflate } from "node:zlib";
import { DatasetError } from "../dataset-error.ts";
import { ByteReader } from "./byte-reader.ts";

const MATRIX = 14;
const COMPRESSED = 15;
const CELL_CLASS = 1;

/**
 * One label a frame from CUHK Avenue's `volLabel`: a MATLAB 5 cell array of masks, a frame being
 * anomalous where its mask has a pixel. The masks unpack to hundreds of megabytes, so they are
 * streamed past and none is kept.
 */
export async function readMatLabels(path: string, variable = "volLabel"): Promise<boolean[]> {
  const file = createReadStream(path);
  try {
    const reader = new ByteReader(file as AsyncIterable<Uint8Array>);
    await checkHeader(reader, path);
    for (let tag = await readTag(reader); tag; tag = await readTag(reader)) {
      const labels =
        tag.type === COMPRESSED
          ? await readCompressed(reader, tag.size, variable)
          : await readVariable(reader, tag, variable);
      if (labels) return labels;
    }
  } catch (error) {
    if (error instanceof DatasetError) throw error;
    throw new DatasetError(path, `It cannot be read as a MATLAB file: ${(error as Error).message}`, { cause: error }); // prettier-ignore
  } finally {
    file.destroy();
  }
  throw new DatasetError(path, `It has no variable ${variable}.`);
}

async function checkHeader(reader: ByteReader, path: string): Promise<void> {
  const header = await reader.read(128);
  const text = Buffer.from(header.buffer).toString("latin1");
  if (text.startsWith("MATLAB 7.3")) {
    throw new DatasetError(path, "It is a MATLAB 7.3 file; save it again with save(…, '-v7').");
  }
  if (!text.startsWith("MATLAB 5.0")) throw new DatasetError(path, "It is not a MATLAB 5 file.");
  if (text.slice(126) !== "IM") throw new DatasetError(path, "It is not little-endian.");
}

interface Tag {
  type: number;
  size: number;
  /** Elements of up to four bytes lie in the tag itself. */
  small?: DataView;
}

async function readTag(reader: ByteReader): Promise<Tag | undefined> {
  const view = await reader.readOrEnd(8);
  if (!view) return undefined;
  const first = view.getUint32(0, true);
  return first >>> 16 === 0
    ? { type: first, size: view.getUint32(4, true) }
    : { type: first & 0xffff, size: first >>> 16, small: new DataView(view.buffer, 4, 4) };
}

async function readCompressed(outer: ByteReader, size: number, variable: string) {
  const packed = Buffer.from((await outer.read(size)).buffer);
  const inflated = Readable.from([packed]).pipe(createInflate());
  try {
    const reader = new ByteReader(inflated as AsyncIterable<Uint8Array>);
    const tag = await readTag(reader);
    return tag && (await readVariable(reader, tag, variable));
  } finally {
    inflated.destroy();
  }
}

/** The cells' labels, or undefined for another variable, which is passed over. */
async function readVariable(reader: ByteReader, tag: Tag, variable: string) {
  if (tag.type !== MATRIX) {
    await skip(reader, tag);
    return undefined;
  }
  const { name, kind, count, left } = await readArrayHeader(reader, tag.size);
  if (name !== variable) {
    await reader.forEach(left);
    return undefined;
  }
  if (kind !== CELL_CLASS) throw new Error(`${variable} is not a cell array.`);
  const labels: boolean[] = [];
  while (labels.length < count) {
    const cell = await readTag(reader);
    if (cell?.type !== MATRIX)
      throw new Error(`${variable} has ${labels.length} of ${count} cells.`);
    labels.push(await hasPixel(reader, cell));
  }
  return labels;
}

/** Whether any byte of the numbers is set: no number but 0 has none (−0 is not a mask's). */
async function hasPixel(reader: ByteReader, { size }: Tag): Promise<boolean> {
  if (size === 0) return false; // an empty cell
  const { left } = await readArrayHeader(reader, size);
  if (left === 0) return false;
  const numbers = await readTag(reader);
  let found = false;
  const look = (part: Uint8Array) => (found ||= part.some((byte) => byte !== 0));
  if (!numbers) throw new Error("The file is cut off.");
  if (numbers.small) look(new Uint8Array(numbers.small.buffer, 4, numbers.size));
  else await reader.forEach(numbers.size, look);
  const rest = left - 8 - (numbers.small ? 0 : numbers.size);
  await reader.forEach(rest); // padding, and the imaginary part that no mask has
  return found;
}

/** Flags, dimensions and name, which every array starts with. */
async function readArrayHeader(reader: ByteReader, size: number) {
  const flags = await readElement(reader);
  const dimensions = await readElement(reader);
  const name = await readElement(reader);
  let count = 1;
  for (let at = 0; at < dimensions.data.byteLength; at += 4) {
    count *= dimensions.data.getInt32(at, true);
  }
  return {
    kind: flags.data.getUint8(0),
    count,
    name: Buffer.from(name.data.buffer, name.data.byteOffset, name.data.byteLength).toString(),
    left: size - flags.length - dimensions.length - name.length,
  };
}

async function readElement(reader: ByteReader): Promise<{ data: DataView; length: number }> {
  const tag = await readTag(reader);
  if (!tag) throw new Error("The file is cut off.");
  if (tag.small) return { data: new DataView(tag.small.buffer, 4, tag.size), length: 8 };
  const data = await reader.read(tag.size);
  await reader.forEach(padding(tag.size));
  return { data, length: 8 + tag.size + padding(tag.size) };
}

async function skip(reader: ByteReader, { size, small }: Tag): Promise<void> {
  if (!small) await reader.forEach(size + padding(size));
}

/** Elements start at multiples of eight bytes. */
const padding = (size: number) => -size & 7;
