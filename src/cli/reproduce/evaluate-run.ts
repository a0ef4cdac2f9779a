import {
  evaluate,
  normalisations,
  type EvaluationResult,
  type LabelledTerms,
} from "../../engine/evaluation.ts";
import { formulas, type FormulaName } from "../../engine/scores.ts";
import type { Calibration } from "../../engine/calibration.ts";
import type { StreamMode } from "../../engine/settings.ts";

/** Standard deviations, in frames, of the Gaussian over a clip's scores. */
export const smoothings = [0, 5] as const;
export const formulaNames = Object.keys(formulas) as FormulaName[];

/** One AUC with all that it depends on. */
export interface Area extends EvaluationResult {
  formula: FormulaName;
}

/** A model's areas by every protocol, from its stored terms. */
export function evaluateRun(
  clips: readonly LabelledTerms[],
  calibration: Calibration,
  streams: StreamMode,
): Area[] {
  return formulaNames.flatMap((formula) =>
    normalisations.flatMap((normalisation) =>
      smoothings.map((smoothing) => ({
        formula,
        ...evaluate(clips, { normalisation, streams, smoothing, formula }, calibration),
      })),
    ),
  );
}
