import { deflateSync } from "node:zlib";

/** A one-dimensional NumPy array of bytes. */
export function npy(values: readonly number[], type = "|u1"): Buffer {
  const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${values.length},), }`;
  const padded = `${header.padEnd(117)}\n`;
  const start = Buffer.from([0x93, ...Buffer.from("NUMPY"), 1, 0, padded.length, 0]);
  const data = type === "<i8" ? BigInt64Array.from(values.map(BigInt)) : Uint8Array.from(values);
  return Buffer.concat([start, Buffer.from(padded), Buffer.from(data.buffer)]);
}

/** A MATLAB 5 file with a cell array of 3×2 masks, each all 0 or with one pixel. */
export function mat(
  labels: readonly boolean[],
  { variable = "volLabel", compressed = true, after = true } = {},
): Buffer {
  const header = Buffer.alloc(128, " ");
  header.write("MATLAB 5.0 MAT-file, made for a test");
  header.writeUInt16LE(0x0100, 124);
  header.write("IM", 126);
  const pack = (bytes: Buffer) => (compressed ? element(15, deflateSync(bytes), false) : bytes);
  const masks = labels.map((anomalous) => array(9, [3, 2], "", mask(anomalous)));
  const other = array(6, [1, 2], "fps", element(9, Buffer.alloc(16)));
  const cells = array(1, [1, labels.length], variable, ...masks);
  return Buffer.concat([header, pack(other), pack(cells), ...(after ? [pack(other)] : [])]);
}

const mask = (anomalous: boolean) => element(2, Buffer.from([0, 0, 0, 0, 0, anomalous ? 1 : 0])); // prettier-ignore

function array(kind: number, size: readonly number[], name: string, ...contents: Buffer[]): Buffer {
  const dimensions = Buffer.from(Int32Array.from(size).buffer);
  const parts = [element(6, Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0])), element(5, dimensions)];
  return element(14, Buffer.concat([...parts, element(1, Buffer.from(name)), ...contents]));
}

/** Type, size and data up to a multiple of eight bytes; up to four bytes of data fit into the tag. */
function element(type: number, data: Buffer, pad = true): Buffer {
  const tag = Buffer.alloc(8);
  if (data.length > 0 && data.length <= 4 && type !== 14) {
    tag.writeUInt16LE(type, 0);
    tag.writeUInt16LE(data.length, 2);
    data.copy(tag, 4);
    return tag;
  }
  tag.writeUInt32LE(type, 0);
  tag.writeUInt32LE(data.length, 4);
  return Buffer.concat([tag, data, Buffer.alloc(pad ? -data.length & 7 : 0)]);
}
