import type { Calibration } from "./calibration.ts";
import { clipScores, ScoreError, type Normalisation, type Protocol } from "./normalisation.ts";
import { aucInterval } from "./resampling.ts";
import { averagePrecision, equalErrorRate, rocAuc, rocCurve, type RocPoint } from "./roc.ts";
import type { StreamMode } from "./settings.ts";
import type { ClipTerms } from "./terms.ts";

export { clipScores, normalisations, ScoreError } from "./normalisation.ts";
export type { Normalisation, Protocol } from "./normalisation.ts";
export { rocAuc } from "./roc.ts";
export type { RocPoint } from "./roc.ts";

export interface LabelledTerms {
  terms: ClipTerms;
  /** Whether each frame of the whole clip is anomalous, also those before the first score. */
  labels: readonly boolean[];
}

export interface EvaluationResult {
  normalisation: Normalisation;
  streams: StreamMode;
  smoothing: number;
  /** Over all scored frames together. */
  auc: number;
  /** 95 % interval of `auc`, from resampling whole clips. */
  aucLow: number;
  aucHigh: number;
  /** Mean of the clips' own areas; absent where no clip has both classes. */
  macroAuc?: number;
  averagePrecision: number;
  equalErrorRate: number;
  roc: RocPoint[];
  /** Of CAUSAL: the shares of normal and of anomalous frames that score 0.5 or more. */
  above?: { normal: number; anomalous: number };
}

/** Throws a ScoreError where there is nothing to measure: labels of one class, or no frames. */
export function evaluate(
  clips: readonly LabelledTerms[],
  protocol: Protocol,
  calibration: Calibration,
): EvaluationResult {
  const labels = clips.map(scoredLabels);
  const scores = clipScores(clips, protocol, calibration);
  const { normalisation, streams, smoothing } = protocol;
  return {
    ...{ normalisation, streams, smoothing },
    ...measure(scores, labels),
    ...(normalisation === "CAUSAL" && { above: sharesAbove(scores.flat(), labels.flat()) }),
  };
}

function sharesAbove(scores: readonly number[], labels: readonly boolean[]) {
  const share = (label: boolean) => {
    const found = scores.filter((_, frame) => labels[frame] === label);
    return found.filter((score) => score >= 0.5).length / found.length;
  };
  return { normal: share(false), anomalous: share(true) };
}

/** The figures of given scores; `scores` and `labels` have one list a clip. */
export function measure(
  scores: readonly (readonly number[])[],
  labels: readonly (readonly boolean[])[],
): Omit<EvaluationResult, "normalisation" | "streams" | "smoothing" | "above"> {
  const allScores = scores.flat();
  const allLabels = labels.flat();
  const auc = rocAuc(allScores, allLabels);
  if (auc === undefined) {
    const found = allLabels.length === 0 ? "none" : allLabels[0] ? "anomalous" : "normal";
    throw new ScoreError(
      `An evaluation needs normal and anomalous frames; of the labelled frames with a score ` +
        (found === "none" ? "there are none." : `all ${allLabels.length} are ${found}.`),
    );
  }

  const clips = scores.map((clip, index) => ({ scores: clip, labels: labels[index] ?? [] }));
  const [aucLow, aucHigh] = aucInterval(clips);
  const areas = clips
    .map((clip) => rocAuc(clip.scores, clip.labels))
    .filter((area) => area !== undefined);
  const roc = rocCurve(allScores, allLabels);
  return {
    auc,
    aucLow,
    aucHigh,
    ...(areas.length > 0
      ? { macroAuc: areas.reduce((sum, area) => sum + area, 0) / areas.length }
      : {}),
    averagePrecision: averagePrecision(allScores, allLabels),
    equalErrorRate: equalErrorRate(roc),
    roc,
  };
}

function scoredLabels({ terms, labels }: LabelledTerms, index: number): readonly boolean[] {
  const end = terms.firstFrame + terms.frames.length;
  if (labels.length < end) {
    throw new ScoreError(
      `Clip ${index + 1} has scores up to frame ${end - 1} but ${labels.length} labels: one a frame is needed.`,
    );
  }
  return labels.slice(terms.firstFrame, end);
}
