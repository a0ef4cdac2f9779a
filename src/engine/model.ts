import type { Calibration } from "./calibration.ts";
import type { Network } from "./network.ts";
import type { ModelSettings, TrainingOptions } from "./settings.ts";
import type { View } from "./view.ts";

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
  /** What its footage is steadied by, where the settings say so. */
  view?: View;
  training?: TrainingFacts;
  /** Frees the network's tensors. */
  dispose(): void;
}

export function createModel(
  network: Network,
  calibration: Calibration,
  { training, view }: Pick<Model, "training" | "view"> = {},
): Model {
  return {
    settings: network.settings,
    network,
    calibration,
    ...(view && { view }),
    ...(training && { training }),
    dispose: () => network.dispose(),
  };
}
