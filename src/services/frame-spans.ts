import { InvalidInputError } from "../errors.ts";

/** Frames `from` to `to`, both included, counted from 0. */
export interface FrameSpan {
  from: number;
  to: number;
}

/** The spans in order, once each of them lies in the clip and none in another. */
export function checkSpans(path: string, spans: readonly FrameSpan[], frameCount: number) {
  for (const [index, { from, to }] of spans.entries()) {
    const inside = Number.isInteger(from) && Number.isInteger(to) && from >= 0 && to < frameCount;
    if (!inside || from > to) {
      throw new InvalidInputError(
        `${path}.${index}`,
        `${path}.${index} must run forward within the clip's frames, 0 to ${frameCount - 1}.`,
      );
    }
  }
  const sorted = [...spans].sort((a, b) => a.from - b.from);
  for (const [index, span] of sorted.entries()) {
    const next = sorted[index + 1];
    if (next && next.from <= span.to) {
      const place = `${path}.${spans.indexOf(next)}`;
      throw new InvalidInputError(
        place,
        `${place} must begin after frame ${span.to}: another span holds the frames before.`,
      );
    }
  }
  return sorted;
}
