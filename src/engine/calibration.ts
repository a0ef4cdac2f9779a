import { quantile } from "./quantile.ts";
import { formulas, rawScore, type FormulaName } from "./scores.ts";
import type { StreamMode } from "./settings.ts";
import type { ClipTerms, FrameTerms } from "./terms.ts";

/** The raw scores' median (calibrated 0.2) and 99th percentile (calibrated 0.5). */
export interface ScoreMap {
  usual: number;
  high: number;
}

/** What is usual on normal footage of one noise. */
export interface Usual {
  /** The median of its frames' noise; absent where they were not steadied. */
  noise?: number;
  /** Each formula component's median and robust standard deviation, over trained-on footage too. */
  components: Record<string, { centre: number; spread: number }>;
  maps: Record<FormulaName, Record<StreamMode, ScoreMap>>;
}

/** What is usual on normal footage. Plain JSON, kept with the weights. */
export interface Calibration extends Usual {
  /** How many held-out frames it rests on; the model did not train on them. */
  frames: number;
  streams: StreamMode;
  /** The same with more noise put on, the least first. */
  noisy?: Usual[];
}

const formulaNames = Object.keys(formulas) as FormulaName[];
const modes: readonly StreamMode[] = ["DUAL", "SPATIAL", "TEMPORAL"];

/** Below this many frames the largest of them says little of the 99th percentile. */
const enoughFrames = 200;

/**
 * What is usual, and how scores spread, from held-out footage. The components are weighed against each
 * other by their spread over `trained` footage too: a tenth of the footage has not all of its crowds.
 */
export function calibrate(
  heldOut: readonly ClipTerms[],
  streams: StreamMode,
  trained: readonly ClipTerms[] = [],
): Calibration {
  const frames = heldOut.reduce((sum, clip) => sum + clip.frames.length, 0);
  return { frames, streams, ...usualOf(heldOut, trained) };
}

/** Of footage with more noise, for `noisy`. */
export function usualOf(heldOut: readonly ClipTerms[], trained: readonly ClipTerms[]): Usual {
  const frames = heldOut.flatMap((clip) => clip.frames);
  const normal = [...frames, ...trained.flatMap((clip) => clip.frames)];
  if (frames.length === 0) {
    throw new Error("A calibration needs at least one scored frame of held-out normal footage.");
  }

  const components: Usual["components"] = {};
  for (const { name, value } of formulaNames.flatMap((formula) =>
    modes.flatMap(formulas[formula]),
  )) {
    const values = sortedFinite(normal.map(value));
    if (values.length > 0) components[name] = centreAndSpread(values);
  }
  if (Object.keys(components).length === 0) {
    throw new Error("The held-out footage has no finite terms to calibrate with.");
  }
  const noise = sortedFinite(normal.map((terms) => terms.noise));
  return {
    ...(noise.length > 0 && { noise: quantile(noise, 0.5) }),
    components,
    maps: perFormula((formula, mode) =>
      scoreMap(frames, (terms) => rawScore(terms, { components }, mode, formula)),
    ),
  };
}

function scoreMap(frames: readonly FrameTerms[], score: (terms: FrameTerms) => number): ScoreMap {
  const raw = sortedFinite(frames.map(score));
  if (raw.length === 0) return { usual: 0, high: 1 }; // a stream that this model does not have
  const { centre, spread } = centreAndSpread(raw);
  const measured = quantile(raw, 0.99);
  const normal = centre + 2.326 * spread; // the 99th percentile of a normal distribution
  const high = raw.length < enoughFrames ? Math.max(measured, normal) : measured;
  return { usual: centre, high: Math.max(high, centre + 1e-3) };
}

/** Median and half the width of the middle 68 %: a few odd frames among the held-out do not matter. */
function centreAndSpread(sorted: Float64Array): { centre: number; spread: number } {
  const centre = quantile(sorted, 0.5);
  const spread = (quantile(sorted, 0.84) - quantile(sorted, 0.16)) / 2;
  // Still footage has hardly any spread; without a floor its slightest change would be an anomaly.
  return { centre, spread: Math.max(spread, 0.01 * Math.abs(centre), 1e-6) };
}

const sortedFinite = (values: readonly number[]) =>
  Float64Array.from(values.filter(Number.isFinite)).sort();

const perFormula = <T>(make: (formula: FormulaName, mode: StreamMode) => T) =>
  Object.fromEntries(
    formulaNames.map((formula) => [
      formula,
      Object.fromEntries(modes.map((mode) => [mode, make(formula, mode)])),
    ]),
  ) as Record<FormulaName, Record<StreamMode, T>>;
