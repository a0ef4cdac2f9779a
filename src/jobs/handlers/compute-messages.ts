import type { ModelSettings, TrainingOptions } from "../../engine/settings.ts";
import type { TrainProgress } from "../../engine/training-run.ts";

export interface ClipFootage {
  id: string;
  name: string;
  path: string;
  frameRate: number;
}

interface Footage {
  clips: readonly ClipFootage[];
  /** Decoded frames are kept here while the job lasts. */
  cacheFolder: string;
  weightsFolder: string;
}

/** What the worker asks its compute process to do: one task a process. */
export type ComputeTask =
  | (Footage & {
      kind: "train";
      settings: ModelSettings;
      options: TrainingOptions;
      checkpoint: string;
    })
  | (Footage & { kind: "score"; weightsSha256: string });

/** What the compute process says; `trained`, `scored` or `failed` comes last. */
export type ComputeMessage =
  /** What is wrong with the footage, once it is decoded. */
  | { kind: "footage"; warnings: string[] }
  | { kind: "progress"; progress: TrainProgress }
  | { kind: "frames"; frames: number; seconds: number }
  | { kind: "clip"; clipId: string; firstFrame: number; terms: Uint8Array<ArrayBuffer> }
  | {
      kind: "trained";
      weightsSha256: string;
      parameterCount: number;
      calibration: object;
      stoppedEarly: boolean;
    }
  | { kind: "scored" }
  | Failure;

export interface Failure {
  kind: "failed";
  /** Present when the message is one that a user can act on. */
  userMessage?: string;
  stack: string;
}
