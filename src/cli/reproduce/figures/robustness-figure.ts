import { degradations, type Condition } from "../degrade.ts";
import type { RobustnessCurve } from "../robustness-rows.ts";
import type { Figure } from "./figure.ts";
import { legend, lineChart, ticksOf } from "./line-chart.ts";
import { drawing } from "./svg.ts";

const panel = { width: 450, height: 270 };

/** A panel for each way of getting worse, a line for each model. */
export function robustnessFigure(
  curves: readonly RobustnessCurve[],
  nameOf: (model: string) => string,
): Figure {
  const title = "Robustness — AUC against worse footage";
  const models = [...new Set(curves.map(({ model }) => model))];
  const lowest = Math.min(...curves.flatMap(({ points }) => points.map(({ auc }) => auc)));
  const from = Math.max(0, Math.floor(10 * lowest - 0.5) / 10);
  return {
    id: "robustness",
    title,
    caption:
      "Only the test clips are made worse, at the network's size; the models trained on clean ones. LOCAL, PER_CLIP, unsmoothed. Seed 0.",
    draw: (palette) =>
      drawing(2 * panel.width, 40 + 2 * panel.height, palette, title, [
        ...models.flatMap((model, first) =>
          legend([nameOf(model)], { left: 52 + 240 * first, top: 20, first }, palette),
        ),
        ...(Object.keys(degradations) as Condition["name"][]).flatMap((condition, index) => {
          const { title: name, unit, levels } = degradations[condition];
          const ticks = [0, ...levels];
          return lineChart(
            {
              title: name,
              x: { title: unit, from: 0, to: ticks.at(-1) ?? 1, ticks },
              y: { title: "frame AUC", from, to: 1, ticks: ticksOf(from, 1, 5) },
              series: models.map((model) => ({
                name: model,
                marked: true,
                points: (
                  curves.find((curve) => curve.model === model && curve.condition === condition)
                    ?.points ?? []
                ).map(({ level, auc }) => [level, auc]),
              })),
            },
            {
              left: panel.width * (index % 2),
              top: 36 + panel.height * Math.floor(index / 2),
              ...panel,
            },
            palette,
          );
        }),
      ]),
  };
}
