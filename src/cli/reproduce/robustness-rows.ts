import { columns, isOf } from "./measure-rows.ts";
import type { Area } from "./evaluate-run.ts";
import { degradations, type Condition } from "./degrade.ts";
import type { Result } from "./results.ts";

export interface RobustnessPoint {
  level: number;
  /** By the protocol that published results use, with our formula. */
  auc: number;
  low: number;
  high: number;
  causalAuc: number;
  /** Share of the normal frames that score 0.5 or more by CAUSAL: what would raise a false alarm. */
  falseAlarms: number;
}

/** One model's areas as footage gets worse in one way; level 0 is the clips as they are. */
export interface RobustnessCurve {
  condition: Condition["name"];
  model: string;
  points: RobustnessPoint[];
}

const [, perClip, , , causal] = columns;

export function robustnessCurves(runs: readonly (Result & { areas: Area[] })[]): RobustnessCurve[] {
  const tested = runs.filter((run) => run.kind === "robustness");
  const models = [...new Set(tested.map(({ model }) => model))];
  return (Object.keys(degradations) as Condition["name"][]).flatMap((condition) =>
    models.flatMap((model) => {
      const clean = runs.find(({ id }) => id === model);
      const worse = tested.filter((run) => run.model === model && run.condition.name === condition);
      const points = [
        ...(clean ? [pointOf(0, clean.areas)] : []),
        ...worse.map((run) => pointOf(run.condition.level, run.areas)),
      ]
        .filter((point) => point !== undefined)
        .sort((a, b) => a.level - b.level);
      return worse.length > 0 ? [{ condition, model, points }] : [];
    }),
  );
}

function pointOf(level: number, areas: readonly Area[]): RobustnessPoint | undefined {
  const main = perClip && areas.find((area) => isOf(area, perClip));
  const live = causal && areas.find((area) => isOf(area, causal));
  if (!main || !live?.above) return undefined;
  const { auc, aucLow: low, aucHigh: high } = main;
  return { level, auc, low, high, causalAuc: live.auc, falseAlarms: live.above.normal };
}
