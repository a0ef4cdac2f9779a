import { decode } from "../video/decode.ts";
import { VideoError } from "../video/video-error.ts";
import { DatasetError } from "./dataset-error.ts";
import type { FoundClip } from "./read-dataset.ts";

interface MaskOptions {
  /** Masks are brought to this size; a pixel that is at least half covered stays anomalous. */
  width: number;
  height: number;
  signal?: AbortSignal | undefined;
}

interface Masks {
  width: number;
  height: number;
  /** One a frame of the clip, 1 where a pixel is anomalous. */
  frames: Uint8Array[];
}

/** A test clip's pixel masks; throws a DatasetError where it has none or not one a frame. */
export async function readMasks(
  { name, path, masks, frameCount }: Pick<FoundClip, "name" | "path" | "masks" | "frameCount">,
  { width, height, signal }: MaskOptions,
): Promise<Masks> {
  if (masks === undefined) {
    throw new DatasetError(
      path,
      `There are no pixel masks of clip ${name}: those of layouts ped2 and ucsd are read (see docs/datasets.md).`,
    );
  }
  const frames: Uint8Array[] = [];
  try {
    for await (const frame of decode({ url: masks }, { width, height, signal })) {
      frames.push(frame.map((value) => (value >= 128 ? 1 : 0)));
    }
  } catch (error) {
    if (!(error instanceof VideoError)) throw error;
    throw new DatasetError(error.source, error.message.slice(error.source.length + 2), { cause: error }); // prettier-ignore
  }
  if (frames.length !== frameCount) {
    throw new DatasetError(
      masks,
      `It has ${frames.length} masks, but the clip has ${frameCount} frames: one a frame is needed.`,
    );
  }
  return { width, height, frames };
}
