import type { Figure } from "./figure.ts";
import { legend, lineChart, ticksOf } from "./line-chart.ts";
import { drawing } from "./svg.ts";

export interface ScoredClip {
  name: string;
  firstFrame: number;
  labels: readonly boolean[];
  /** One list of scores for each of `names`. */
  scores: readonly (readonly number[])[];
}

const panelHeight = 190;

/** The paper's fig. 6: the scores of some clips, over the frames that are labelled as anomalies. */
export function scoresFigure(names: readonly string[], clips: readonly ScoredClip[]): Figure {
  const title = "Figure 6 — scores against labels";
  return {
    id: "figure6-scores",
    title,
    caption:
      "Shaded frames are labelled as anomalies. PER_CLIP scores are scaled by the clip's own extremes; of CAUSAL " +
      "ones 0.5 is the 99th percentile of held-out normal footage. Seed 0, not smoothed; the first test clips that hold both kinds of frames.",
    draw: (palette) =>
      drawing(900, 40 + panelHeight * clips.length, palette, title, [
        ...names.flatMap((name, first) =>
          legend([name], { left: 52 + 190 * first, top: 20, first }, palette),
        ),
        ...clips.flatMap(({ name, firstFrame, labels, scores }, row) =>
          lineChart(
            {
              title: `clip ${name}`,
              x: {
                title: "frame",
                from: 0,
                to: labels.length,
                ticks: ticksOf(0, labels.length, 9),
              },
              y: { title: "score", from: 0, to: 1, ticks: [0, 0.5, 1] },
              shaded: spans(labels),
              series: scores.map((values, index) => ({
                name: names[index] ?? "",
                points: values.map((value, frame) => [firstFrame + frame, value]),
              })),
            },
            { left: 0, top: 36 + panelHeight * row, width: 900, height: panelHeight },
            palette,
          ),
        ),
      ]),
  };
}

function spans(labels: readonly boolean[]): [number, number][] {
  const found: [number, number][] = [];
  for (const [frame, anomalous] of labels.entries()) {
    if (!anomalous) continue;
    const last = found.at(-1);
    if (last?.[1] === frame) last[1] = frame + 1;
    else found.push([frame, frame + 1]);
  }
  return found;
}
