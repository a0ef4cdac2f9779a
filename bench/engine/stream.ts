import { Network } from "../../src/engine/network.ts";
import type { ModelSettings } from "../../src/engine/settings.ts";
import { StreamScorer } from "../../src/engine/stream-scorer.ts";
import { viewOf } from "../../src/engine/view.ts";
import { noise } from "./noise.ts";
import type { Task } from "./worker.ts";

/** The newest frame of each camera, scored with every term. */
export async function stream(settings: ModelSettings, cameras: number): Promise<Task> {
  const frame = noise(settings, 1);
  const clip = { name: "noise", frameCount: 1, read: async () => frame };
  const scorer = new StreamScorer<number>({
    network: Network.create(settings, 1),
    ...(settings.steady && { view: await viewOf([clip], settings) }),
  });
  const frames = new Map(Array.from({ length: cameras }, (_, camera) => [camera, frame]));
  return { work: () => scorer.score(frames) };
}
