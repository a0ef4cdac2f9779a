import { truncate } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, vi } from "vitest";
import { decodeTerms } from "../../src/engine/terms.ts";
import { test } from "./working.ts";

vi.setConfig({ testTimeout: 240_000 });

describe("An evaluation", () => {
  test("keeps the terms of every frame of every test clip, from the sixth on", async ({
    working,
  }) => {
    const training = await working.startTraining(await working.dataset());
    await working.worker();
    const { model } = await working.trained(training.id);
    if (!model) throw new Error("Nothing was trained.");

    const evaluation = await working.evaluated((await working.startEvaluation(model)).id);

    expect(evaluation).toMatchObject({ status: "SUCCEEDED", progress: 1, error: null });
    expect(evaluation.framesPerSecond).toBeGreaterThan(0);
    expect(evaluation.clips).toHaveLength(2);
    for (const { terms, firstFrame } of evaluation.clips) {
      const clip = decodeTerms(terms);
      expect([firstFrame, clip.firstFrame, clip.frames.length]).toEqual([5, 5, 35]);
      expect(clip.frames.every(({ psnr }) => Number.isFinite(psnr))).toBe(true);
    }

    await truncate(join(working.home, "media", "TEST-3.mp4"), 900);
    const broken = await working.evaluated((await working.startEvaluation(model)).id);
    expect(broken.status).toBe("FAILED");
    expect(broken.error).toMatch(/^Clip “TEST-3\.mp4”: /);
    expect(broken.error).not.toContain(working.home);
    expect(broken.clips).toHaveLength(1);
  });
});
