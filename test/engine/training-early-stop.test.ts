import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { TrainingOptions } from "../../src/engine/settings.ts";
import { trainModel } from "../../src/engine/train-model.ts";
import { clipOf, movingSquare, tinySettings } from "./support.ts";

// What is held out looks like nothing that is learnt from: dark on bright.
const settings = tinySettings({ width: 16, height: 32, streams: "SPATIAL" });
const clips = [
  clipOf("learnt", movingSquare(settings, 45)),
  clipOf(
    "held out",
    movingSquare(settings, 12, 9).map((frame) => frame.map((value) => 255 - value)),
  ),
];
const options: TrainingOptions = { epochs: 10, batchSize: 1, learningRate: 2e-3, seed: 1 };
const totalSteps = 400;

async function train(input: Partial<Parameters<typeof trainModel>[0]> = {}) {
  const validations: number[] = [];
  const model = await trainModel({
    settings,
    options,
    clips,
    onProgress: ({ loss }) => void (loss.validation && validations.push(loss.validation)),
    ...input,
  });
  model.dispose();
  return { ...model, validations };
}

test("training ends early, and says so, once eight validations have gained nothing", async () => {
  const { steps, stoppedEarly, training, validations } = await train();

  expect(stoppedEarly).toBe(true);
  expect(training).toMatchObject({ steps, stoppedEarly: true });
  expect(steps).toBeLessThan(totalSteps);
  expect(validations.indexOf(Math.min(...validations))).toBe(validations.length - 9);
});

test("training goes on to its end where it is told to", async () => {
  const { steps, stoppedEarly } = await train({ options: { ...options, earlyStop: false } });

  expect(steps).toBe(totalSteps);
  expect(stoppedEarly).toBe(false);
});

test("training that was interrupted ends early at the same step", async () => {
  const folder = await mkdtemp(join(tmpdir(), "vigil-early-stop-"));
  const checkpoint = join(folder, "checkpoint");
  const controller = new AbortController();
  try {
    const aborted = train({
      checkpoint,
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === 110) controller.abort(new Error("cancelled"));
      },
    });
    await expect(aborted).rejects.toThrow("cancelled");

    const resumed = await train({ checkpoint });

    expect(resumed.steps).toBe((await train()).steps);
    expect(resumed.stoppedEarly).toBe(true);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
