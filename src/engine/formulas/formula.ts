import type { StreamMode } from "../settings.ts";
import type { FrameTerms } from "../terms.ts";

/** One summand of a score, higher being more anomalous. Normalisation is not the formula's business. */
export interface Component {
  /** Unique over all formulas for one way of reading the terms: calibrations are kept under it. */
  name: string;
  weight: number;
  /** What it tells of: the prediction's error, or one stream's distance to its memory. */
  about: "prediction" | "spatial" | "temporal";
  /** NaN where the model has no such term. */
  value: (terms: FrameTerms) => number;
}

export type Formula = (streams: StreamMode) => readonly Component[];

/** Errors span decades and are never negative; below a grey level's millionth they are alike. */
export const log = (value: number) => Math.log(Math.max(value, 1e-12));

export const streamsOf = (mode: StreamMode): readonly ("spatial" | "temporal")[] =>
  mode === "DUAL" ? ["spatial", "temporal"] : mode === "SPATIAL" ? ["spatial"] : ["temporal"];
