import type { Calibration } from "./calibration.ts";
import type { Network } from "./network.ts";
import type { ModelSettings, TrainingOptions } from "./settings.ts";

/** Saved with the weights, so nothing here may differ between two runs of one seed. */
export interface TrainingFacts {
  options: TrainingOptions;
  steps: number;
  /** Mean prediction loss on the held-out footage; the weights are those that had the least. */
  validation: number;
  /** Whether training ended because the held-out footage no longer gained; absent in older files. */
  stoppedEarly?: boolean;
}

/** A trained network with what it needs to score footage. */
export interface Model {
  settings: ModelSettings;
  network: Network;
  calibration: Calibration;
  training?: TrainingFacts;
  /** Frees the network's tensors. */
  dispose(): void;
}

export function createModel(
  network: Network,
  calibration: Calibration,
  training?: TrainingFacts,
): Model {
  return {
    settings: network.settings,
    network,
    calibration,
    ...(training && { training }),
    dispose: () => network.dispose(),
  };
}
