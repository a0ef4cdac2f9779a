import { rename } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, vi } from "vitest";
import { until } from "../support/until.ts";
import { countTo, patience, sequencesOf, test, type Watching } from "./watching.ts";

vi.setConfig({ testTimeout: 180_000 });

describe("A camera", () => {
  test("is scored from a looped file without a hole in its sequence, until it is stopped", async ({
    watching,
  }) => {
    const sourceUrl = await watching.clip("short.mp4", 20);
    const { id, activeModelId } = await watching.camera(await watching.model(), { sourceUrl });
    await watching.want(id, true);
    await watching.monitor();

    // Twenty frames, five of them to warm up: the third round begins after thirty scores.
    const run = await until(async () => {
      const now = await watching.run(id);
      return now.lastSequence > 35n ? now : undefined;
    }, patience);
    expect(run).toMatchObject({ state: "LIVE", message: null, droppedFrames: 0n, reconnects: 0 });
    expect(run.framesPerSecond).toBeGreaterThan(1);
    expect(run.latencyP95).toBeGreaterThan(0);
    expect(run.latencyP95).toBeLessThan(10_000);

    await watching.want(id, false);
    const stopped = await until(async () => {
      const now = await watching.run(id);
      return now.holder === null ? now : undefined;
    }, patience);
    const segments = await watching.segments(id);
    expect(stopped.state).toBe("STOPPED");
    expect(sequencesOf(segments)).toEqual(countTo(Number(stopped.lastSequence)));
    expect(segments.every(({ modelId }) => modelId === activeModelId)).toBe(true);
    await nothingIsMissingInSilence(watching, id);
  });

  test("whose file has no loop ends with it, every frame from the sixth on scored", async ({
    watching,
  }) => {
    const sourceUrl = await watching.clip("once.mp4", 25);
    const { id } = await watching.camera(await watching.model(), { sourceUrl, loop: false });
    await watching.want(id, true);
    await watching.monitor();

    await until(async () => (await watching.run(id)).state === "ENDED", patience);

    const run = await watching.run(id);
    expect(run).toMatchObject({ wanted: false, lastSequence: 20n });
    await watching.want(id, true);
    await until(async () => (await watching.run(id)).lastSequence > 20n, patience);
  });

  test("that cannot be watched says why, and is once it can", async ({ watching }) => {
    const model = await watching.model();
    await watching.clip("later.mp4", 20);
    const moved = join(watching.media, "elsewhere.mp4");
    await rename(join(watching.media, "later.mp4"), moved);
    const { id } = await watching.camera(model, { sourceUrl: "media:later.mp4" });
    const bare = await watching.camera(undefined, { sourceUrl: "media:later.mp4" });
    await watching.want(id, true);
    await watching.want(bare.id, true);
    await watching.monitor();

    await until(async () => (await watching.run(id)).state === "FAILED", patience);
    await until(async () => (await watching.run(bare.id)).state === "FAILED", patience);
    expect((await watching.run(id)).message).toBe(
      "“media:later.mp4” does not exist on the server.",
    );
    expect((await watching.run(bare.id)).message).toBe("No model is active on this camera.");

    await rename(moved, join(watching.media, "later.mp4"));
    await watching.change(bare.id, { activeModelId: model.id });
    for (const cameraId of [id, bare.id]) {
      await until(async () => (await watching.run(cameraId)).state === "LIVE", patience);
      expect((await watching.run(cameraId)).message).toBeNull();
    }
  });

  test("gets its next model from one frame to the next", async ({ watching }) => {
    const sourceUrl = await watching.clip("long.mp4", 300);
    const first = await watching.model(1);
    const second = await watching.model(2);
    const { id } = await watching.camera(first, { sourceUrl });
    await watching.want(id, true);
    await watching.monitor();
    await until(async () => (await watching.run(id)).lastSequence > 5n, patience);

    await watching.change(id, { activeModelId: second.id });

    const after = await until(async () => {
      const all = await watching.segments(id);
      return all.some(({ modelId }) => modelId === second.id) ? all : undefined;
    }, patience);
    const change = after.findIndex(({ modelId }) => modelId === second.id);
    expect(after.map(({ modelId }) => modelId)).toEqual([
      ...Array.from({ length: change }, () => first.id),
      ...Array.from({ length: after.length - change }, () => second.id),
    ]);
    await nothingIsMissingInSilence(watching, id);
  });

  test("that brings more frames than can be scored says how many are missing", async ({
    watching,
  }) => {
    const sourceUrl = await watching.clip("fast.mp4", 300);
    const large = await watching.model(1, { width: 128, height: 128, baseChannels: 16 });
    const { id } = await watching.camera(large, { sourceUrl, frameRate: 100 });
    await watching.want(id, true);
    await watching.monitor();

    const gap = await until(async () => (await watching.gaps(id))[0], patience);

    expect(gap.reason).toBe("OVERLOAD");
    // All that waited, and five frames to warm up again.
    expect(gap.missedFrames).toBeGreaterThanOrEqual(205n);
    expect((await watching.run(id)).droppedFrames).toBeGreaterThanOrEqual(200n);
    await nothingIsMissingInSilence(watching, id);
  });
});

/** Scores of ten frames a second lie 100 ms apart, unless a gap or a new round says why not. */
async function nothingIsMissingInSilence(watching: Watching, id: string): Promise<void> {
  const segments = await watching.segments(id);
  const gaps = await watching.gaps(id);
  expect(sequencesOf(segments)).toEqual(countTo(Number(segments.at(-1)?.lastSequence)));
  // A machine that is busy with other tests may be overloaded; nothing else may be missing.
  expect(gaps.filter(({ reason }) => reason !== "OVERLOAD")).toEqual([]);
  segments.slice(1).forEach(({ startedAt }, index) => {
    const { endedAt, lastSequence } = segments[index] ?? {};
    const said = gaps.some(({ afterSequence }) => afterSequence === lastSequence);
    if (!said) expect(Number(startedAt) - Number(endedAt)).toBeLessThan(3000);
  });
}
