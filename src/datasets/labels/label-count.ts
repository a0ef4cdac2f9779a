import { DatasetError } from "../dataset-error.ts";
import { spansOf, type FrameSpan } from "../frame-spans.ts";

/** The labels as spans, after making sure that there is one for each frame. */
export function fitted(path: string, labels: readonly boolean[], frameCount: number): FrameSpan[] {
  if (labels.length !== frameCount) {
    throw new DatasetError(
      path,
      `It has ${labels.length} labels, but the clip has ${frameCount} frames: one a frame is needed.`,
    );
  }
  return spansOf(labels);
}
