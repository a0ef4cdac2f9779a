/** Frames `from` to `to`, both included, counted from 0. */
export interface FrameSpan {
  from: number;
  to: number;
}

/** The runs of `true`. */
export function spansOf(labels: readonly boolean[]): FrameSpan[] {
  const spans: FrameSpan[] = [];
  for (const [frame, anomalous] of labels.entries()) {
    if (!anomalous) continue;
    const last = spans.at(-1);
    if (last?.to === frame - 1) last.to = frame;
    else spans.push({ from: frame, to: frame });
  }
  return spans;
}

export function labelsOf(spans: readonly FrameSpan[], frameCount: number): boolean[] {
  const labels = new Array<boolean>(frameCount).fill(false);
  for (const { from, to } of spans) labels.fill(true, from, to + 1);
  return labels;
}
