import { readFile } from "node:fs/promises";
import { DatasetError } from "../dataset-error.ts";

const readers: Record<string, (view: DataView, at: number) => number | bigint> = {
  b1: (view, at) => view.getUint8(at),
  u1: (view, at) => view.getUint8(at),
  i1: (view, at) => view.getInt8(at),
  u2: (view, at) => view.getUint16(at, true),
  i2: (view, at) => view.getInt16(at, true),
  u4: (view, at) => view.getUint32(at, true),
  i4: (view, at) => view.getInt32(at, true),
  u8: (view, at) => view.getBigUint64(at, true),
  i8: (view, at) => view.getBigInt64(at, true),
  f4: (view, at) => view.getFloat32(at, true),
  f8: (view, at) => view.getFloat64(at, true),
};

/** One label a frame from a one-dimensional NumPy array: anomalous where it is not 0. */
export async function readNpyLabels(path: string): Promise<boolean[]> {
  const bytes = await readFile(path);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.toString("latin1", 0, 6) !== "\x93NUMPY" || bytes.length < 12) {
    throw new DatasetError(path, "It is not a NumPy file.");
  }
  const wide = bytes.readUInt8(6) >= 2; // version 2 has a longer header
  const start = (wide ? 12 : 10) + (wide ? view.getUint32(8, true) : view.getUint16(8, true));
  const header = bytes.toString("latin1", wide ? 12 : 10, start);
  const type = /'descr': '[<|=]([a-z]\d)'/.exec(header)?.[1] ?? "";
  const read = readers[type];
  const length = /'shape': \((\d+),\s*\)/.exec(header)?.[1];
  if (!read || length === undefined) {
    throw new DatasetError(path, "It must be a one-dimensional, little-endian array of numbers.");
  }
  const size = Number(type.slice(1));
  if (bytes.length !== start + Number(length) * size) {
    throw new DatasetError(path, `It is cut off: its header promises ${length} values.`);
  }
  return Array.from({ length: Number(length) }, (_, index) => Number(read(view, start + index * size)) !== 0); // prettier-ignore
}
