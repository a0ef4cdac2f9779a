import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import { resolveSettings, type TrainingOptions } from "../../src/engine/settings.ts";
import { trainModel } from "../../src/engine/train-model.ts";
import type { TrainProgress } from "../../src/engine/training-run.ts";
import { saveModel } from "../../src/engine/weights.ts";
import { clipOf, movingSquare, tinySettings } from "./support.ts";

const settings = tinySettings();
const clips = [40, 30, 12].map((count, at) =>
  clipOf(`clip ${at}`, movingSquare(settings, count, 9 * at)),
);
const options: TrainingOptions = { epochs: 1, batchSize: 4, learningRate: 2e-3, seed: 1 };

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-training-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const train = (input: Partial<Parameters<typeof trainModel>[0]> = {}) =>
  trainModel({ settings, options, clips, ...input });

async function trainedValues(input: Partial<Parameters<typeof trainModel>[0]> = {}) {
  const model = await train(input);
  const values = model.network.values();
  model.dispose();
  return values;
}

describe("training", () => {
  test("lowers the loss, reports every step and keeps no tensor", async () => {
    const before = tf.memory().numTensors;
    const progress: TrainProgress[] = [];
    const tensors = new Set<number>();

    const model = await train({
      options: { ...options, epochs: 4 },
      onProgress: (step) => {
        progress.push(step);
        tensors.add(tf.memory().numTensors);
      },
    });
    model.dispose();

    const { totalSteps } = progress[0] as TrainProgress;
    expect(progress.map(({ step }) => step)).toEqual(progress.map((_, at) => at + 1));
    expect(progress).toHaveLength(totalSteps);
    expect(model.steps).toBe(totalSteps);
    expect(progress.at(-1)?.loss.total).toBeLessThan(0.5 * (progress[0]?.loss.total ?? 0));
    expect(progress.at(-1)?.loss.validation).toBeGreaterThan(0);
    expect(progress.at(-1)?.remainingSeconds).toBe(0);
    expect(tensors.size).toBe(1); // the same number after every step
    expect(tf.memory().numTensors).toBe(before);
  });

  test("gives the same weights for the same seed, bit by bit, and others for another", async () => {
    const [first, again, other] = [
      await trainedValues(),
      await trainedValues(),
      await trainedValues({ options: { ...options, seed: 2 } }),
    ];

    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  test("when aborted keeps its place, and goes on from there to the same weights", async () => {
    const uninterrupted = await trainedValues();
    const checkpoint = join(folder, "checkpoint");
    const controller = new AbortController();

    const aborted = train({
      checkpoint,
      signal: controller.signal,
      onProgress: ({ step }) => {
        if (step === 7) controller.abort(new Error("cancelled"));
      },
    });
    await expect(aborted).rejects.toThrow("cancelled");
    const steps: number[] = [];
    const resumed = await trainedValues({
      checkpoint,
      onProgress: ({ step }) => void steps.push(step),
    });

    expect(steps[0]).toBe(8);
    expect(resumed).toEqual(uninterrupted);
  });

  test("gives the same file for the same seed", async () => {
    const save = async () => {
      const model = await train();
      const sha256 = await saveModel(folder, model);
      model.dispose();
      return sha256;
    };

    expect(await save()).toBe(await save());
  });

  test("refuses a checkpoint of another training", async () => {
    const checkpoint = join(folder, "checkpoint");
    await trainedValues({ checkpoint });

    await expect(train({ checkpoint, options: { ...options, seed: 2 } })).rejects.toThrow(
      "other settings or footage",
    );
    expect((await readFile(checkpoint)).length).toBeGreaterThan(0);
  });

  test("ends within its time", async () => {
    const model = await train({ options: { ...options, epochs: 1000, maxSeconds: 2 } });
    model.dispose();

    expect(model.steps).toBeGreaterThan(0);
    expect(model.steps).toBeLessThan(1000);
    expect(model.seconds).toBeLessThan(15);
  });

  test.each([
    [{ streams: "SPATIAL" }, "spatialPrediction"],
    [{ streams: "TEMPORAL" }, "temporalPrediction"],
    [{ temporalShift: false }, "spatialPrediction"],
    [{ channelAttention: false }, "spatialPrediction"],
    [{ memory: false }, "spatialPrediction"],
    [{ discretisationLoss: false }, "spatialPrediction"],
    [{ skip: "READ", readTemperature: 0.1 }, "spatialPrediction"],
    [{ target: "RECONSTRUCTION", skip: "NONE" }, "spatialPrediction"],
  ] as const)("works with %o", async (overrides, term) => {
    const losses: TrainProgress["loss"][] = [];

    const model = await train({
      settings: tinySettings(overrides),
      onProgress: ({ loss }) => void losses.push(loss),
    });
    model.dispose();

    expect(losses.at(-1)?.[term]).toBeLessThan(losses[0]?.[term] ?? 0);
    expect(losses[0]?.discretisation === undefined).toBe(!model.settings.discretisationLoss);
  });

  test("goes on from its place to the same weights with other weights of the losses", async () => {
    const weighed = { ...options, discretisationWeight: 0.2, spatialWeight: 0.6, motionWeight: 4 };
    const uninterrupted = await trainedValues({ options: weighed });
    const checkpoint = join(folder, "checkpoint");
    const controller = new AbortController();
    const aborted = train({
      options: weighed,
      checkpoint,
      signal: controller.signal,
      onProgress: () => controller.abort(new Error("cancelled")),
    });
    await expect(aborted).rejects.toThrow("cancelled");

    expect(await trainedValues({ options: weighed, checkpoint })).toEqual(uninterrupted);
    expect(await trainedValues()).not.toEqual(uninterrupted);
  });

  test("needs enough footage", async () => {
    await expect(train({ clips: [clipOf("short", movingSquare(settings, 20))] })).rejects.toThrow(
      "at least 24 frames in clips of 6 or more; there are 20",
    );
  });

  test("names the clip whose frames have another size", async () => {
    const large = resolveSettings("LITE", { width: 64, height: 64, baseChannels: 4 });

    await expect(train({ settings: large })).rejects.toThrow(
      /clip \d gave 6144 bytes for 6 frames/,
    );
  });
});
