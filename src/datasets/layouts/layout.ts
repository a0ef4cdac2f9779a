import type { FrameSpan } from "../frame-spans.ts";

/** A clip that a layout found; what it holds is not read yet. */
export interface ListedClip {
  name: string;
  split: "TRAIN" | "TEST";
  /** A video or a folder of pictures. */
  path: string;
  /** Frames a second where the clip is a folder of pictures. */
  frameRate?: number;
  /** A folder of pictures, one a frame, white where a pixel is anomalous. */
  masks?: string;
  /** Reads its labels; throws a DatasetError where they do not fit so many frames. */
  readLabels?: (frameCount: number) => Promise<FrameSpan[]>;
}

export interface Layout {
  /** Whether the folder is laid out like this. */
  recognises(folder: string): Promise<boolean>;
  list(folder: string): Promise<ListedClip[]>;
}
