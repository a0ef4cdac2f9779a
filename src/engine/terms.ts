/** What the scorer measures of one frame; every score is computed from these afterwards. */
export const termNames = [
  "psnr", // of the final frame, decibels on [0, 1] pixels; the numerator is the prediction's maximum (eq. 14)
  "frameError", // mean squared error of the final frame
  "spatialError", // each stream's own mean squared error
  "temporalError",
  "spatialDistance", // mean distance of a frame's queries to their nearest memory item (eq. 15)
  "temporalDistance",
  "spatialBreadth", // where over 12×12 pixels the error is broad rather than sharp: their mean of ∜error
  "temporalBreadth",
  "spatialSurprise", // the same of ∜error × √distance to the memory at full resolution
  "temporalSurprise",
  "boxLeft", // where the final frame's error is largest, 0..1 of width and height
  "boxTop",
  "boxRight",
  "boxBottom",
  "noise", // of the frame as it came, before it was steadied: a standard deviation in grey levels
] as const;

export type TermName = (typeof termNames)[number];

/** NaN where the model has no such stream, no memory or no view. */
export type FrameTerms = Record<TermName, number>;

/** `frames[i]` belongs to frame `firstFrame + i` of the clip. */
export interface ClipTerms {
  firstFrame: number;
  frames: FrameTerms[];
}

const magic = "VGT1";

interface Header {
  firstFrame: number;
  frameCount: number;
  /** The columns of a row: terms added later are NaN in what was stored before. */
  terms: string[];
}

/** Magic, the header's length (uint32), the header as JSON, then one row of float32 a frame; little-endian. */
export function encodeTerms({ firstFrame, frames }: ClipTerms): Uint8Array {
  const header: Header = { firstFrame, frameCount: frames.length, terms: [...termNames] };
  const text = new TextEncoder().encode(magic + "\0\0\0\0" + JSON.stringify(header));
  const bytes = new Uint8Array(text.length + frames.length * termNames.length * 4);
  bytes.set(text);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, text.length - 8, true);
  let offset = text.length;
  for (const frame of frames) {
    for (const term of termNames) {
      view.setFloat32(offset, frame[term], true);
      offset += 4;
    }
  }
  return bytes;
}

export function decodeTerms(bytes: Uint8Array): ClipTerms {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  if (bytes.length < 8 || text(0, 4) !== magic) throw new Error("These bytes are no frame terms.");

  const start = 8 + view.getUint32(4, true);
  if (start > bytes.length) throw new Error("The frame terms are cut off in their header.");
  const { firstFrame, frameCount, terms } = JSON.parse(text(8, start)) as Header;
  const rowSize = terms.length * 4;
  if (bytes.length !== start + frameCount * rowSize) {
    throw new Error(
      `The frame terms are cut off: ${frameCount} frames need ${start + frameCount * rowSize} bytes, not ${bytes.length}.`,
    );
  }

  const columns = termNames.map((term) => ({ term, column: terms.indexOf(term) }));
  const frames = Array.from({ length: frameCount }, (_, frame) => {
    const row = start + frame * rowSize;
    const read = {} as FrameTerms;
    for (const { term, column } of columns) {
      read[term] = column < 0 ? Number.NaN : view.getFloat32(row + column * 4, true);
    }
    return read;
  });
  return { firstFrame, frames };
}
