import { expect, test } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import { toPixels } from "../../src/engine/frames.ts";
import { Network } from "../../src/engine/network.ts";
import { sampleFrames } from "../../src/engine/parameters.ts";
import { Trainer, validationLoss } from "../../src/engine/trainer.ts";
import { movingSquare, tinySettings } from "./support.ts";

test("hundreds of steps, validations and checkpoints leave no tensor behind", () => {
  const before = tf.memory().numTensors;
  const settings = tinySettings({ width: 16, height: 16 });
  const bytes = Buffer.concat(movingSquare(settings, sampleFrames));
  const frames = toPixels(bytes, settings);
  const network = Network.create(settings, 1);
  const trainer = new Trainer(network);
  const counts = new Set<number>();

  for (let step = 1; step <= 300; step++) {
    trainer.step(bytes, 1e-3, step);
    if (step % 50 === 0) {
      validationLoss(network, frames);
      trainer.moments();
      network.values();
    }
    counts.add(tf.memory().numTensors);
  }
  trainer.dispose();
  network.dispose();
  frames.dispose();

  expect(counts.size).toBe(1);
  expect(tf.memory().numTensors).toBe(before);
});
