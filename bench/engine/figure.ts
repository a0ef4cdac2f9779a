import type { Measured } from "./compare.ts";

/** `ratio`: how many times the peer's figure at least. */
export type Goal = { ratio: number } | { least: number } | { most: number };

/** A line of the table. */
export interface Figure {
  figure: string;
  unit: string;
  ours: number;
  /** PyTorch's, where it is installed. */
  peer?: number;
  /** How many times the peer's: of the median rounds, and of each side's best round. */
  ratio?: number;
  bestRatio?: number;
  goal?: Goal;
  /** Undefined where there is no peer to reach a ratio to. */
  reached?: boolean;
}

interface Counts {
  /** Units of work each time. */
  count: number;
  peerCount?: number;
}

/** Units of work a second, ours and the peer's. */
export function rate(
  figure: string,
  unit: string,
  [ours, peer]: readonly Measured[],
  { count, peerCount = count }: Counts,
  goal?: Goal,
): Figure {
  if (!ours) throw new Error(`Nothing was measured of ${figure}.`);
  const ratio = (mine: number, theirs: number) => count / mine / (peerCount / theirs);
  return judge({
    figure,
    unit,
    ours: count / ours.median,
    ...(peer && {
      peer: peerCount / peer.median,
      ratio: ratio(ours.median, peer.median),
      bestRatio: ratio(ours.least, peer.least),
    }),
    ...(goal && { goal }),
  });
}

/** The figure beside its goal; of two ratios the lesser counts. */
export function judge(figure: Figure): Figure {
  const { goal, ours, ratio, bestRatio } = figure;
  if (!goal || ("ratio" in goal && ratio === undefined)) return figure;
  const reached =
    "ratio" in goal
      ? Math.min(ratio ?? 0, bestRatio ?? 0) >= goal.ratio
      : "least" in goal
        ? ours >= goal.least
        : ours <= goal.most;
  return { ...figure, reached };
}

export function goalText(goal?: Goal): string {
  if (!goal) return "";
  if ("ratio" in goal) return `≥ ${goal.ratio}×`;
  return "least" in goal ? `≥ ${goal.least}` : `≤ ${goal.most}`;
}
