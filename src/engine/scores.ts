import { calibrationAt } from "./calibration-at.ts";
import type { Calibration, ScoreMap } from "./calibration.ts";
import type { Component } from "./formulas/formula.ts";
import { local } from "./formulas/local.ts";
import { paper } from "./formulas/paper.ts";
import type { StreamMode } from "./settings.ts";
import type { FrameTerms } from "./terms.ts";

/** PAPER is eq. 14–16 as printed; LOCAL finds small objects too and is what cameras are scored with. */
export const formulas = { PAPER: paper, LOCAL: local } as const;
export type FormulaName = keyof typeof formulas;
export const defaultFormula: FormulaName = "LOCAL";

/** A frame's score as a running camera gives it: 0..1, by what is usual in as much noise as it has. */
export function frameScore(
  terms: FrameTerms,
  given: Calibration,
  streams: StreamMode = given.streams,
  formula: FormulaName = defaultFormula,
): number {
  const calibration = calibrationAt(given, terms.noise);
  const raw = rawScore(terms, calibration, streams, formula);
  return calibratedScore(raw, calibration.maps[formula][streams]);
}

/**
 * A frame's score from itself and the calibration alone: the weighted mean of the formula's
 * components, each in spreads above what is usual on held-out normal footage.
 */
export function rawScore(
  terms: FrameTerms,
  calibration: Pick<Calibration, "components">,
  streams: StreamMode,
  formula: FormulaName = defaultFormula,
): number {
  let sum = 0;
  let weights = 0;
  for (const component of formulas[formula](streams)) {
    const value = standardised(component, terms, calibration);
    if (Number.isNaN(value)) continue; // a part of the network that this model was built without
    sum += component.weight * value;
    weights += component.weight;
  }
  return weights === 0 ? Number.NaN : sum / weights;
}

/**
 * The raw score on 0..1, 0.5 being the 99th percentile of held-out normal footage. Straight lines
 * between the knots and hyperbolas beyond them, so it rises strictly and no two scores are levelled.
 */
export function calibratedScore(raw: number, { usual, high }: ScoreMap): number {
  const reach = high - usual;
  if (raw >= high) return 1 - (0.5 * reach) / (reach + raw - high);
  if (raw >= usual) return 0.2 + (0.3 * (raw - usual)) / reach;
  return (0.2 * reach) / (reach + usual - raw);
}

export interface Explanation {
  /** Each term's share of what lifts the score above the usual; together 1. */
  predictionShare: number;
  spatialShare: number;
  temporalShare: number;
  /** Where the prediction fails most: left, top, right, bottom in 0..1. */
  box?: [left: number, top: number, right: number, bottom: number];
}

export function explain(terms: FrameTerms, given: Calibration): Explanation {
  const calibration = calibrationAt(given, terms.noise);
  const components = formulas[defaultFormula](calibration.streams);
  const lifts = components.map((component) => {
    const value = standardised(component, terms, calibration);
    return { about: component.about, weight: component.weight, lift: Math.max(value, 0) };
  });
  const known = lifts.filter(({ lift }) => !Number.isNaN(lift));
  const total = known.reduce((sum, { weight, lift }) => sum + weight * lift, 0);
  // A frame below the usual in everything has nothing to explain: the formula's own weights then.
  const amount = ({ weight, lift }: { weight: number; lift: number }) =>
    total > 0 ? weight * lift : weight;
  const whole = known.reduce((sum, part) => sum + amount(part), 0) || 1;
  const share = (about: Component["about"]) =>
    known.filter((part) => part.about === about).reduce((sum, part) => sum + amount(part), 0) /
    whole;

  const box: Explanation["box"] = [terms.boxLeft, terms.boxTop, terms.boxRight, terms.boxBottom];
  return {
    predictionShare: share("prediction"),
    spatialShare: share("spatial"),
    temporalShare: share("temporal"),
    ...(box.every(Number.isFinite) ? { box } : {}),
  };
}

/** NaN where the model has no such term, or was calibrated before the formula had this component. */
function standardised(
  { name, value }: Component,
  terms: FrameTerms,
  { components }: Pick<Calibration, "components">,
) {
  const scale = components[name];
  return scale ? (value(terms) - scale.centre) / scale.spread : Number.NaN;
}
