import { z } from "zod";
import type { Calibration } from "../../engine/calibration.ts";
import { streamModes, type ModelSettings, type TrainingOptions } from "../../engine/settings.ts";
import { sections } from "./sections.ts";

const common = {
  id: z.string(),
  section: z.enum(sections),
  /** All the time it took, which counts against the budget. */
  spentSeconds: z.number(),
  finishedAt: z.iso.datetime(),
  scoring: z.object({
    frames: z.number(),
    seconds: z.number(),
    framesPerSecond: z.number().nullable(),
  }),
};

const training = z.object({
  ...common,
  kind: z.literal("training"),
  settings: z.custom<ModelSettings>(isSettings),
  options: z.custom<TrainingOptions>(isObject),
  parameters: z.number(),
  steps: z.number(),
  seconds: z.number(),
  processorSeconds: z.number(),
  samplesPerSecond: z.number(),
  /** SHA-256 of the weights, which lie in the experiment's folder. */
  model: z.string(),
  calibration: z.custom<Calibration>(isObject),
});

const robustness = z.object({
  ...common,
  kind: z.literal("robustness"),
  model: z.string(),
  condition: z.object({
    name: z.enum(["noise", "flicker", "shake", "compression"]),
    level: z.number(),
  }),
});

/** What a finished experiment leaves in its folder, beside its weights and the terms of its scores. */
export const resultSchema = z.discriminatedUnion("kind", [training, robustness]);
export type Result = z.infer<typeof resultSchema>;
export type TrainingResult = z.infer<typeof training>;
export type RobustnessResult = z.infer<typeof robustness>;

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}

function isSettings(value: unknown): boolean {
  return (
    isObject(value) && streamModes.some((mode) => mode === (value as { streams: string }).streams)
  );
}
