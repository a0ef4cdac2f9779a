import { Network } from "../../src/engine/network.ts";
import { sampleFrames } from "../../src/engine/parameters.ts";
import type { ModelSettings } from "../../src/engine/settings.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { noise } from "./noise.ts";
import type { Task } from "./worker.ts";

/** A whole step on a batch: both streams, both losses, Adam, the memory's update. */
export function train(settings: ModelSettings, batch: number): Task {
  const trainer = new Trainer(Network.create(settings, 1));
  const frames = noise(settings, sampleFrames * batch);
  let step = 0;
  return { work: () => trainer.step(frames, 1e-4, ++step) };
}
