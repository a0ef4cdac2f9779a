import type { RocPoint } from "../../../engine/evaluation.ts";
import type { Figure } from "./figure.ts";
import { legend, lineChart } from "./line-chart.ts";
import { drawing } from "./svg.ts";

export interface RocLine {
  name: string;
  roc: readonly RocPoint[];
}

/** The paper's fig. 8. */
export function rocFigure(lines: readonly RocLine[]): Figure {
  const ticks = [0, 0.2, 0.4, 0.6, 0.8, 1];
  const title = "Figure 8 — ROC curves";
  return {
    id: "figure8-roc",
    title,
    caption:
      "Over all scored frames of all test clips; areas in per cent. Seed 0 of the full model.",
    draw: (palette) =>
      drawing(760, 480, palette, title, [
        ...lineChart(
          {
            title: "",
            x: { title: "false positive rate", from: 0, to: 1, ticks },
            y: { title: "true positive rate", from: 0, to: 1, ticks },
            diagonal: true,
            series: lines.map(({ name, roc }) => ({
              name,
              points: roc.map((point) => [point.falsePositiveRate, point.truePositiveRate]),
            })),
          },
          { left: 0, top: -12, width: 490, height: 492 },
          palette,
        ),
        ...legend(
          lines.map(({ name }) => name),
          { left: 505, top: 40 },
          palette,
        ),
      ]),
  };
}
