import { Network } from "../../src/engine/network.ts";
import { sampleFrames } from "../../src/engine/parameters.ts";
import { ClipScorer } from "../../src/engine/score-clip.ts";
import type { ModelSettings } from "../../src/engine/settings.ts";
import { noise } from "./noise.ts";
import type { Task } from "./worker.ts";

/** A run of a clip's frames, which share their features. */
export function clip(settings: ModelSettings, frames: number): Task {
  const scorer = new ClipScorer({ network: Network.create(settings, 1) });
  const bytes = noise(settings, frames + sampleFrames - 1);
  return { work: () => scorer.run(bytes) };
}
