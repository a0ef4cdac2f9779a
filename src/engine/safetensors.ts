/** A safetensors file: a JSON header behind its length (u64), then the tensors' bytes; little-endian. */
export interface TensorFile {
  tensors: Map<string, { shape: number[]; data: Float32Array }>;
  metadata: Record<string, string>;
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let size = 0;
  for (const [name, { shape, data }] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [size, size + data.byteLength] };
    size += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const headerSize = Math.ceil(json.length / 8) * 8; // the tensors start aligned
  const bytes = new Uint8Array(8 + headerSize + size);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerSize), true);
  bytes.fill(0x20, 8, 8 + headerSize);
  bytes.set(json, 8);
  let offset = 8 + headerSize;
  for (const { data } of tensors.values()) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/** Throws an Error that says what is wrong with the bytes. */
export function decodeTensors(bytes: Uint8Array): TensorFile {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headerSize = bytes.length >= 8 ? Number(view.getBigUint64(0, true)) : Infinity;
  if (headerSize > bytes.length - 8)
    throw new Error("This is no safetensors file, or it is cut off.");

  const { __metadata__: metadata = {}, ...entries } = parseHeader(
    bytes.subarray(8, 8 + headerSize),
  );
  const data = bytes.subarray(8 + headerSize);
  const tensors: TensorFile["tensors"] = new Map();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(entries)) {
    const [from, to] = data_offsets;
    const size = shape.reduce((product, length) => product * length, 4);
    if (dtype !== "F32") throw new Error(`Tensor ${name} is ${dtype}; only F32 is read.`);
    if (to > data.length || to - from !== size) throw new Error(`Tensor ${name} is cut off.`);
    const copy = new Uint8Array(data.subarray(from, to)); // aligned; a Buffer's slice copies nothing
    tensors.set(name, { shape, data: new Float32Array(copy.buffer) });
  }
  return { tensors, metadata };
}

function parseHeader(
  json: Uint8Array,
): { __metadata__?: Record<string, string> } & Record<string, Entry> {
  try {
    return JSON.parse(new TextDecoder().decode(json)) as ReturnType<typeof parseHeader>;
  } catch {
    throw new Error("This is no safetensors file: its header is not JSON.");
  }
}
