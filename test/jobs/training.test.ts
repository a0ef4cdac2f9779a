import { readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, vi } from "vitest";
import { loadModel } from "../../src/engine/weights.ts";
import { until } from "../support/until.ts";
import { footage, patience, test, type Working } from "./working.ts";

vi.setConfig({ testTimeout: 240_000 });

const reaches = (working: Working, id: string, step: number) =>
  until(async () => (await working.training(id)).step >= step, patience);

const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

describe("A training job", () => {
  test("ends with a model of the next version, having told its progress and losses", async ({
    working,
  }) => {
    const dataset = await working.dataset();
    const told = working.progress();
    const first = await working.startTraining(dataset, { epochs: 2 });
    const second = await working.startTraining(dataset, { seed: 1 });
    await working.worker();

    const job = await working.trained(first.id);

    expect(job).toMatchObject({ status: "SUCCEEDED", attempt: 1, error: null });
    expect(job.step).toBe(job.totalSteps);
    expect(job.model).toMatchObject({ name: "Yard", version: 1, datasetId: dataset.id });
    expect(job.losses.map(({ step }) => step).sort((a, b) => a - b)).toEqual(
      Array.from({ length: job.totalSteps }, (_, index) => index + 1),
    );
    expect(job.losses.some(({ validation }) => validation !== null)).toBe(true);
    expect((await working.trained(second.id)).model?.version).toBe(2);

    const said = await told.until(
      ({ jobId, status }) => jobId === first.id && status !== "RUNNING",
    );
    expect(said[0]).toMatchObject({ status: "RUNNING" });
    expect(said.at(-1)).toMatchObject({ status: "SUCCEEDED", progress: 1 });
    const left = async (folder: string) => (await readdir(join(working.home, folder))).length;
    await until(async () => (await left("cache")) + (await left("checkpoints")) === 0, patience);
  });

  test("weighs its losses as it was asked to", async ({ working }) => {
    const dataset = await working.dataset();
    const weights = { discretisationWeight: 0.2, spatialWeight: 0.6, motionWeight: 1 };
    const { id } = await working.startTraining(dataset, weights);
    await working.worker();

    const { model } = await working.trained(id);

    const loaded = await loadModel(join(working.home, "weights"), model?.weightsSha256 ?? "");
    expect(loaded.training?.options).toMatchObject(weights);
    loaded.dispose();
  });

  test("ends early, and says so, where held-out footage no longer gains", async ({ working }) => {
    const dataset = await working.tenant.dataset({ status: "READY" });
    const negative = [...footage(9)].slice(0, 12).map((frame) => frame.map((value) => 255 - value));
    await working.clip(dataset, "learnt.mp4", "TRAIN");
    await working.clip(dataset, "then held out.mp4", "TRAIN", negative);
    const options = { epochs: 12, batchSize: 1, learningRate: 2e-3 }; // 420 steps
    const { id } = await working.startTraining(dataset, options);
    await working.worker();

    const job = await working.trained(id);

    expect(job).toMatchObject({ status: "SUCCEEDED", stoppedEarly: true, advice: [] });
    expect(job.step).toBe(job.totalSteps);
    expect(job.step).toBeLessThan(420);
  });

  test("warns of footage in which nothing moves, and adds it to the advice", async ({
    working,
  }) => {
    const dataset = await working.tenant.dataset({ status: "READY" });
    const still = Array<Uint8Array>(40).fill(new Uint8Array(32 * 32).fill(90));
    await working.clip(dataset, "still.mp4", "TRAIN", still);
    const { id } = await working.startTraining(dataset, { advice: ["Chose 32×32."] });
    await working.worker();

    const { advice, stoppedEarly } = await working.trained(id);

    expect(advice).toEqual(["Chose 32×32.", expect.stringMatching(/^Warning: 100 % of the sampled/)]); // prettier-ignore
    expect(stoppedEarly).toBe(false);
  });

  test("that memory has no room for fails before any clip is decoded", async ({ working }) => {
    const dataset = await working.dataset();
    await writeFile(join(working.home, "media", "TRAIN-0.mp4"), "no video");
    const settings = { preset: "LITE", width: 1024, height: 1024, baseChannels: 128 };
    const { id } = await working.startTraining(dataset, { settings, batchSize: 256 });
    await working.worker();

    const { status, error } = await working.trained(id);

    expect(status).toBe("FAILED");
    expect(error).toContain("too large for this machine");
    expect(error).toContain("batchSize 256");
  });

  test("goes on from its checkpoint when its worker is stopped or killed, to the same weights", async ({
    working,
  }) => {
    const dataset = await working.dataset();
    const straight = await working.startTraining(dataset, { epochs: 6 });
    const first = await working.worker();
    const { totalSteps, model } = await working.trained(straight.id);

    const broken = await working.startTraining(dataset, { epochs: 6 });
    await reaches(working, broken.id, Math.round(totalSteps / 8));
    expect(await first.stop()).toBe(0);
    const stopped = await working.training(broken.id);
    expect(stopped).toMatchObject({ status: "QUEUED", attempt: 1 });
    expect(await exists(join(working.home, "checkpoints", broken.id))).toBe(true);

    const second = await working.worker();
    const told = working.progress();
    await until(async () => (await working.training(broken.id)).attempt === 2, patience);
    await reaches(working, broken.id, stopped.step + 1);
    await second.kill();
    const killedAt = Date.now();
    await working.worker();
    await until(async () => (await working.training(broken.id)).attempt === 3, patience);
    expect(Date.now() - killedAt).toBeLessThan(60_000);

    const job = await working.trained(broken.id);
    expect(job.status).toBe("SUCCEEDED");
    expect(job.model?.weightsSha256).toBe(model?.weightsSha256);
    // Never again from the beginning.
    const said = await told.until(({ status }) => status === "SUCCEEDED");
    for (const { step } of said) expect(step).toBeGreaterThanOrEqual(stopped.step);
  });

  test.for([{ event: true }, { event: false }])(
    "stops within a second or so of being cancelled, the event arriving: $event",
    async ({ event }, { working }) => {
      const job = await working.startTraining(await working.dataset(), { epochs: 2000 });
      const worker = await working.worker();
      await reaches(working, job.id, 3);
      const checkpoint = join(working.home, "checkpoints", job.id);
      const cache = join(working.home, "cache", job.id);
      expect(await exists(cache)).toBe(true);

      await working.cancelTraining(job.id, { event });
      const cancelledAt = Date.now();
      await until(async () => !(await exists(cache)), patience);

      expect(Date.now() - cancelledAt).toBeLessThan(3000);
      expect(await exists(checkpoint)).toBe(false);
      const after = await working.training(job.id);
      expect(after).toMatchObject({ status: "CANCELLED", model: null });
      expect(await worker.stop()).toBe(0);
    },
  );

  test("fails with the clip and its fault when one is broken, and is not tried again", async ({
    working,
  }) => {
    const dataset = await working.dataset();
    await rm(join(working.home, "media", "TRAIN-1.mp4"));
    const job = await working.startTraining(dataset);
    const empty = await working.startTraining(await working.tenant.dataset());
    const wrong = await working.startTraining(dataset, { settings: { preset: "LITE", width: 33 } });
    await working.worker();

    expect(await working.trained(job.id)).toMatchObject({
      status: "FAILED",
      attempt: 1,
      error: "Clip “TRAIN-1.mp4”: “media:TRAIN-1.mp4” does not exist on the server.",
    });
    expect((await working.trained(empty.id)).error).toBe("The dataset has no training clip.");
    expect((await working.trained(wrong.id)).status).toBe("FAILED");
  });

  test("that brings its worker down again and again is given up", async ({ working }) => {
    const job = await working.startTraining(await working.dataset(), { attempt: 5, crashes: 5 });
    await working.worker();

    expect(await working.trained(job.id)).toMatchObject({
      status: "FAILED",
      error: "The worker crashed 5 times in a row without getting any further.",
    });
  });
});
