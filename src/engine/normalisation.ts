import type { Calibration } from "./calibration.ts";
import type { Component } from "./formulas/formula.ts";
import { defaultFormula, formulas, frameScore, type FormulaName } from "./scores.ts";
import type { StreamMode } from "./settings.ts";
import { smooth } from "./smoothing.ts";
import type { ClipTerms, FrameTerms } from "./terms.ts";

/**
 * How scores become comparable between clips. PER_CLIP scales each component by its minimum and
 * maximum in the clip and so needs its future, as published results do; WHOLE_SET by those over all
 * clips; CAUSAL scores each frame as a running camera does.
 */
export const normalisations = ["PER_CLIP", "WHOLE_SET", "CAUSAL"] as const;
export type Normalisation = (typeof normalisations)[number];

export interface Protocol {
  normalisation: Normalisation;
  streams: StreamMode;
  /** Standard deviation, in frames, of the Gaussian over each clip's scores; 0 for none. */
  smoothing: number;
  formula?: FormulaName;
}

export class ScoreError extends Error {
  override readonly name = "ScoreError";
}

/** A score for each frame that has terms, 0..1; of CAUSAL, the calibrated score. */
export function clipScores(
  clips: readonly { terms: ClipTerms }[],
  { normalisation, streams, smoothing, formula = defaultFormula }: Protocol,
  calibration: Calibration,
): number[][] {
  if (!(smoothing >= 0 && smoothing <= 1000)) {
    throw new ScoreError(`smoothing is ${smoothing}: a number of frames from 0 to 1000.`);
  }
  const frames = clips.map((clip) => clip.terms.frames);
  const components = knownComponents(formulas[formula](streams), frames, streams);

  const scores =
    normalisation === "CAUSAL"
      ? frames.map((clip) => clip.map((terms) => frameScore(terms, calibration, streams, formula)))
      : normalisation === "PER_CLIP"
        ? frames.map((clip) => scaledSums(components, [clip]).flat())
        : scaledSums(components, frames);

  for (const [clip, values] of scores.entries()) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      const frame = (clips[clip]?.terms.firstFrame ?? 0) + bad;
      throw new ScoreError(`Frame ${frame} of clip ${clip + 1} has no finite score.`);
    }
  }
  return scores.map((clip) => smooth(clip, smoothing, { past: normalisation === "CAUSAL" }));
}

/** Leaves out what the model was built without: NaN in every frame. */
function knownComponents(
  components: readonly Component[],
  clips: readonly FrameTerms[][],
  streams: StreamMode,
): readonly Component[] {
  const known = components.filter(({ value }) =>
    clips.some((frames) => frames.some((terms) => !Number.isNaN(value(terms)))),
  );
  if (known.length === 0 && clips.some((frames) => frames.length > 0)) {
    throw new ScoreError(`The model's scores have no ${streams} terms: it has no such stream.`);
  }
  return known;
}

/** The weighted mean of the components, each scaled to 0..1 over all the given frames (g of eq. 16). */
function scaledSums(
  components: readonly Component[],
  clips: readonly (readonly FrameTerms[])[],
): number[][] {
  const sums = clips.map((frames) => frames.map(() => 0));
  const weights = components.reduce((sum, { weight }) => sum + weight, 0);
  for (const { value, weight } of components) {
    const values = clips.map((frames) => frames.map(value));
    let [low, high] = [Infinity, -Infinity];
    for (const clip of values) {
      for (const x of clip) {
        if (x < low) low = x; // a NaN is no bound, and is found by its own score
        if (x > high) high = x;
      }
    }
    const range = high - low || 1; // all alike: 0, not 0 / 0
    for (const [clip, sum] of sums.entries()) {
      for (const [frame, x] of (values[clip] ?? []).entries()) {
        sum[frame] = (sum[frame] ?? 0) + (weight / weights) * ((x - low) / range);
      }
    }
  }
  return sums;
}
