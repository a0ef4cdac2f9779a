import type { Calibration } from "../engine/calibration.ts";
import type { ModelSettings } from "../engine/settings.ts";
import type { FrameTerms } from "../engine/terms.ts";

export interface FrameToScore {
  camera: string;
  pixels: Uint8Array;
  /** The camera's past is forgotten first. */
  cut: boolean;
}

/** What the monitor asks of its scoring thread; each call is answered once, in order. */
export type ScoringCall =
  | { kind: "open"; scorer: number; weightsFolder: string; weightsSha256: string }
  | { kind: "score"; scorer: number; frames: readonly FrameToScore[] }
  | { kind: "forget"; scorer: number; camera: string }
  | { kind: "close"; scorer: number };

export interface OpenedModel {
  settings: ModelSettings;
  calibration: Calibration;
}

export type ScoringResult = OpenedModel | (FrameTerms | undefined)[] | undefined;

export type ScoringAnswer = { id: number } & ({ result: ScoringResult } | { error: string });
