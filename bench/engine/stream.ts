import { Network } from "../../src/engine/network.ts";
import type { ModelSettings } from "../../src/engine/settings.ts";
import { StreamScorer } from "../../src/engine/stream-scorer.ts";
import { noise } from "./noise.ts";
import type { Task } from "./worker.ts";

/** The newest frame of each camera, scored with every term. */
export function stream(settings: ModelSettings, cameras: number): Task {
  const scorer = new StreamScorer<number>({ network: Network.create(settings, 1) });
  const frame = noise(settings, 1);
  const frames = new Map(Array.from({ length: cameras }, (_, camera) => [camera, frame]));
  return { work: () => scorer.score(frames) };
}
