import { describe, expect, vi } from "vitest";
import { until } from "../support/until.ts";
import { countTo, patience, sequencesOf, test, type Watching } from "./watching.ts";

/** Short, so that a takeover does not take a test's time; a monitor looks at its cameras each 0.8 s. */
const leaseSeconds = 4;

vi.setConfig({ testTimeout: 180_000 });

async function watchedCameras(watching: Watching, count: number): Promise<string[]> {
  const sourceUrl = await watching.clip("yard.mp4", 100);
  const model = await watching.model();
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const { id } = await watching.camera(model, { sourceUrl });
    await watching.want(id, true);
    ids.push(id);
  }
  return ids;
}

const holdersOf = async (watching: Watching) => {
  const cameras = new Map<string, number>();
  for (const { holder, leaseExpiresAt } of await watching.runs()) {
    if (!holder || Number(leaseExpiresAt) < Date.now()) continue;
    cameras.set(holder, (cameras.get(holder) ?? 0) + 1);
  }
  return [...cameras.values()];
};

const whole = async (watching: Watching, cameraId: string) => {
  const segments = await watching.segments(cameraId);
  expect(sequencesOf(segments)).toEqual(countTo(Number(segments.at(-1)?.lastSequence)));
};

describe("Two monitors", () => {
  test("share the cameras, and the one that lives takes all when the other is killed", async ({
    watching,
  }) => {
    const ids = await watchedCameras(watching, 4);
    const first = await watching.monitor({ leaseSeconds });
    await until(async () => (await holdersOf(watching))[0] === 4, patience);
    const second = await watching.monitor({ leaseSeconds });
    await until(async () => (await holdersOf(watching)).join() === "2,2", patience);
    await until(
      async () => (await watching.runs()).every(({ state }) => state === "LIVE"),
      patience,
    );

    await first.kill();
    const killedAt = Date.now();
    await until(async () => {
      const runs = await watching.runs();
      const live = runs.every(({ lastFrameAt }) => Number(lastFrameAt) > killedAt + 1000);
      return live && (await holdersOf(watching))[0] === 4;
    }, patience);

    const [taken = ""] = ids.filter((id) => id); // every camera changed hands at least once
    const gaps = await watching.gaps(taken);
    expect(gaps.every(({ reason }) => reason === "RESTARTED")).toBe(true);
    for (const id of ids) await whole(watching, id);

    const third = await watching.monitor({ leaseSeconds });
    await second.stop();
    expect(third.output()).not.toContain('"level":50');
    await until(async () => (await holdersOf(watching))[0] === 4, patience);
  });
});

describe("A monitor that was paused for longer than its lease", () => {
  test("writes nothing more, and leaves the camera to the one that has it", async ({
    watching,
  }) => {
    const [id = ""] = await watchedCameras(watching, 1);
    const paused = await watching.monitor({ leaseSeconds });
    await until(async () => (await watching.run(id)).lastSequence > 10n, patience);
    const { holder: before } = await watching.run(id);

    paused.child.kill("SIGSTOP");
    await watching.monitor({ leaseSeconds });
    const successor = await until(async () => {
      const { holder } = await watching.run(id);
      return holder !== before ? (holder ?? undefined) : undefined;
    }, patience);
    const takenOver = await watching.run(id);
    paused.child.kill("SIGCONT");
    await until(() => paused.output().includes("lease on a camera is lost"), patience);
    await until(
      async () => (await watching.run(id)).lastSequence > takenOver.lastSequence + 20n,
      patience,
    );

    expect((await watching.run(id)).holder).toBe(successor);
    await whole(watching, id);
    const segments = await watching.segments(id);
    const gap = (await watching.gaps(id)).find(({ reason }) => reason === "RESTARTED");
    const last = segments.find(({ lastSequence }) => lastSequence === gap?.afterSequence);
    expect(gap?.fromAt).toEqual(last?.endedAt);
    // No two frames scored for one moment by both.
    segments.slice(1).forEach(({ startedAt }, index) => {
      expect(Number(startedAt)).toBeGreaterThan(Number(segments[index]?.endedAt));
    });
  });
});

describe("An alert", () => {
  test("that a killed monitor left open is continued by the next, and closed by its policy", async ({
    watching,
  }) => {
    const [id = ""] = await watchedCameras(watching, 1);
    await watching.change(id, { threshold: 0, hysteresis: 0, openAfterFrames: 2 });
    const first = await watching.monitor({ leaseSeconds });
    const opened = await until(async () => (await watching.alerts(id))[0], patience);
    expect(opened).toMatchObject({ endedAt: null, threshold: 0 });
    expect(opened.explanation).toMatchObject({ box: expect.any(Array) as unknown });

    await first.kill();
    await watching.monitor({ leaseSeconds });
    await until(async () => (await watching.gaps(id)).length > 0, patience);
    expect(await watching.alerts(id)).toHaveLength(1);
    await watching.change(id, { threshold: 1, closeAfterFrames: 1 });

    const closed = await until(async () => {
      const [alert] = await watching.alerts(id);
      return alert?.endedAt ? alert : undefined;
    }, patience);
    expect(closed.id).toBe(opened.id);
    expect(closed.peakScore).toBeGreaterThanOrEqual(opened.peakScore);
  });
});
