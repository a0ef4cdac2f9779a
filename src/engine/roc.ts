export interface RocPoint {
  falsePositiveRate: number;
  truePositiveRate: number;
  /** Frames with this score or a higher one count as anomalous. */
  threshold: number;
}

/** Cumulative counts of normal and anomalous frames, one step for each different score, downwards. */
interface Steps {
  thresholds: number[];
  falsePositives: number[];
  truePositives: number[];
}

/** Area under the ROC curve: the share of (anomalous, normal) pairs ranked rightly, a tie counting half. */
export function rocAuc(scores: readonly number[], labels: readonly boolean[]): number | undefined {
  const { falsePositives, truePositives } = countSteps(scores, labels);
  const normal = falsePositives.at(-1) ?? 0;
  const anomalous = truePositives.at(-1) ?? 0;
  if (normal === 0 || anomalous === 0) return undefined;

  let pairs = 0;
  let [fp, tp] = [0, 0];
  for (const [step, falsePositive] of falsePositives.entries()) {
    const truePositive = truePositives[step] ?? 0;
    pairs += (falsePositive - fp) * (tp + (truePositive - tp) / 2);
    [fp, tp] = [falsePositive, truePositive];
  }
  return pairs / (normal * anomalous);
}

/**
 * From (0, 0) to (1, 1), as scikit-learn's `roc_curve`: points on a straight line between their
 * neighbours are left out. The first threshold is above every score by one, so that it is finite.
 */
export function rocCurve(scores: readonly number[], labels: readonly boolean[]): RocPoint[] {
  const steps = countSteps(scores, labels);
  const thresholds = [(steps.thresholds[0] ?? 0) + 1, ...steps.thresholds];
  const falsePositives = [0, ...steps.falsePositives];
  const truePositives = [0, ...steps.truePositives];
  const normal = falsePositives.at(-1) ?? 0;
  const anomalous = truePositives.at(-1) ?? 0;

  const bends = (counts: number[], at: number) =>
    (counts[at + 1] ?? 0) - (counts[at] ?? 0) !== (counts[at] ?? 0) - (counts[at - 1] ?? 0);
  const last = thresholds.length - 1;
  return thresholds.flatMap((threshold, at) => {
    // scikit-learn differentiates the steps without the added (0, 0), so the first step always stays.
    const kept = at <= 1 || at === last || bends(falsePositives, at) || bends(truePositives, at);
    const point = {
      falsePositiveRate: (falsePositives[at] ?? 0) / normal,
      truePositiveRate: (truePositives[at] ?? 0) / anomalous,
      threshold,
    };
    return kept ? [point] : [];
  });
}

/** Precision summed over the steps of recall, without interpolation, as scikit-learn's. */
export function averagePrecision(scores: readonly number[], labels: readonly boolean[]): number {
  const { falsePositives, truePositives } = countSteps(scores, labels);
  const anomalous = truePositives.at(-1) ?? 0;
  let sum = 0;
  let found = 0;
  for (const [step, truePositive] of truePositives.entries()) {
    const precision = truePositive / (truePositive + (falsePositives[step] ?? 0));
    sum += (truePositive - found) * precision;
    found = truePositive;
  }
  return sum / anomalous;
}

/** Where the share of false alarms equals that of misses, on the straight line between two points. */
export function equalErrorRate(curve: readonly RocPoint[]): number {
  let [before, missedBefore] = [0, 1];
  for (const { falsePositiveRate, truePositiveRate } of curve) {
    const missed = 1 - truePositiveRate;
    if (falsePositiveRate >= missed) {
      const gap = missedBefore - before;
      const part = gap / (gap + falsePositiveRate - missed);
      return before + part * (falsePositiveRate - before);
    }
    [before, missedBefore] = [falsePositiveRate, missed];
  }
  return Number.NaN;
}

/** Indices of `scores` from the highest to the lowest. */
export function descending(scores: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: scores.length }, (_, index) => index);
  return order.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
}

function countSteps(scores: readonly number[], labels: readonly boolean[]): Steps {
  const steps: Steps = { thresholds: [], falsePositives: [], truePositives: [] };
  let [fp, tp] = [0, 0];
  const order = descending(scores);
  for (const [rank, index] of order.entries()) {
    if (labels[index]) tp++;
    else fp++;
    const score = scores[index] ?? Number.NaN;
    if (scores[order[rank + 1] ?? -1] === score) continue; // tied frames are one step
    steps.thresholds.push(score);
    steps.falsePositives.push(fp);
    steps.truePositives.push(tp);
  }
  return steps;
}
