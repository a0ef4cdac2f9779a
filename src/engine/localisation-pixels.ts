import { sortedScores, type LocalisedFrame } from "./localisation-cells.ts";
import { rocAuc } from "./roc.ts";

/** Area under the ROC curve over all pixels of all frames; a tie counts half. */
export function pixelAuc(frames: readonly LocalisedFrame[]): number | undefined {
  const sorted = sortedScores(frames);
  // The pixels of equal scores are counted together, where the first of them lies.
  const anomalous = new Float64Array(sorted.length);
  const normal = new Float64Array(sorted.length);
  for (const { scores, truth, cellArea } of frames) {
    for (const [cell, score] of scores.entries()) {
      const place = firstPlace(sorted, score);
      const pixels = truth[cell] ?? 0;
      anomalous[place] = (anomalous[place] ?? 0) + pixels;
      normal[place] = (normal[place] ?? 0) + cellArea - pixels;
    }
  }
  let [pairs, normalBelow, anomalousBelow] = [0, 0, 0];
  for (const [place, count] of normal.entries()) {
    const found = anomalous[place] ?? 0;
    pairs += found * (normalBelow + count / 2);
    normalBelow += count;
    anomalousBelow += found;
  }
  return normalBelow === 0 || anomalousBelow === 0
    ? undefined
    : pairs / (normalBelow * anomalousBelow);
}

/**
 * Area under the frames' ROC curve where an anomalous frame counts as found once 40 % of its anomalous
 * pixels are, and a normal frame as a false alarm once any pixel is (Mahadevan, Li et al.).
 */
export function pixelHitAuc(frames: readonly LocalisedFrame[]): number | undefined {
  const scores = frames.map((frame) =>
    frame.regions.length > 0 ? hitScore(frame) : frame.highest,
  );
  const labels = frames.map(({ regions }) => regions.length > 0);
  return rocAuc(scores, labels);
}

/** The highest threshold at which the frame is found. */
function hitScore({ scores, truth }: LocalisedFrame): number {
  const cells = [...truth.keys()].filter((cell) => truth[cell] !== 0);
  cells.sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0));
  const all = truth.reduce((sum, pixels) => sum + pixels, 0);
  let found = 0;
  for (const cell of cells) {
    found += truth[cell] ?? 0;
    if (5 * found >= 2 * all) return scores[cell] ?? Number.NaN; // 40 %, in whole numbers
  }
  return Number.NaN;
}

function firstPlace(sorted: Float32Array, score: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < score) low = middle + 1;
    else high = middle;
  }
  return low;
}
