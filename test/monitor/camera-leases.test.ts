import { randomUUID } from "node:crypto";
import { describe, expect } from "vitest";
import { CameraLeases } from "../../src/services/camera-leases.ts";
import { LeaseLostError, ScoreWriter } from "../../src/services/score-writer.ts";
import { Events } from "../../src/platform/events.ts";
import { createLogger } from "../../src/platform/logging.ts";
import type { PrismaClient } from "../../src/platform/generated/client.ts";
import type { SeededTenant } from "../support/seed.ts";
import { test as base } from "../support/fixtures.ts";
import { until } from "../support/until.ts";

const test = base.extend<{ events: Events }>({
  events: async ({ database }, use) => {
    const events = await Events.open(database.url, createLogger({ level: "silent" }));
    await use(events);
    await events.close();
  },
});

async function wantedCameras(tenant: SeededTenant, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index++) {
    const { id } = await tenant.camera();
    await tenant.row((tx) => tx.cameraRun.create({ data: { cameraId: id, wanted: true } }));
    ids.push(id);
  }
  return ids;
}

const monitor = (system: PrismaClient, leaseSeconds = 60) =>
  new CameraLeases(system, randomUUID(), leaseSeconds);

const frame = (modelId: string, number: number) => ({
  frame: { at: new Date(number * 100), modelId, score: 0.1, psnr: 30, anomalous: false },
});

describe("Leases", () => {
  test("give each of the living monitors its fair share, over all tenants", async ({
    system,
    seed,
  }) => {
    await wantedCameras(await seed.tenant("Acme"), 3);
    await wantedCameras(await seed.tenant("Globex"), 2);
    const [one, two] = [monitor(system), monitor(system)];

    expect(await one.beat()).toBe(5);
    expect(await two.beat()).toBe(3);
    await two.leave();
    expect(await one.beat()).toBe(5);
  });

  test("are held by one monitor at a time until they run out", async ({ system, seed }) => {
    const [cameraId] = await wantedCameras(await seed.tenant(), 1);
    const [one, two] = [monitor(system, 0.3), monitor(system)];

    expect(await one.claim(5)).toMatchObject([{ cameraId, wanted: true, state: "STOPPED" }]);
    expect(await two.claim(5)).toEqual([]);
    await until(async () => (await two.claim(5)).length === 1);
    expect(await one.renew()).toEqual([]);
    expect(await two.renew()).toMatchObject([{ cameraId }]);
  });

  test("can be given back for another to take at once", async ({ system, seed }) => {
    const [cameraId = ""] = await wantedCameras(await seed.tenant(), 1);
    const [one, two] = [monitor(system), monitor(system)];
    await one.claim(1);

    await two.release(cameraId); // not its own: nothing happens
    expect(await two.claim(1)).toEqual([]);
    await one.release(cameraId);
    expect(await two.claim(1)).toHaveLength(1);
  });

  test("are also taken on cameras that a dead monitor left running and nobody wants", async ({
    system,
    seed,
  }) => {
    const tenant = await seed.tenant();
    const [cameraId = ""] = await wantedCameras(tenant, 1);
    const run = { wanted: false, state: "LIVE" } as const;
    await tenant.row((tx) => tx.cameraRun.update({ where: { cameraId }, data: run }));

    expect(await monitor(system).claim(0)).toMatchObject([{ cameraId, wanted: false }]);
  });
});

describe("Scores", () => {
  test("are numbered without a hole, segments ending at gaps and changes of model", async ({
    system,
    seed,
    events,
  }) => {
    const tenant = await seed.tenant();
    const [cameraId = ""] = await wantedCameras(tenant, 1);
    const [first, second] = [(await tenant.model()).id, (await tenant.model()).id];
    const holder = randomUUID();
    await new CameraLeases(system, holder, 60).claim(1);
    const writer = new ScoreWriter(tenant.db, events, cameraId, holder);
    const told = events.subscribe("scoresStored");

    await writer.write({ entries: [frame(first, 1), frame(first, 2)], alerts: [] });
    const gap = {
      reason: "OVERLOAD",
      from: new Date(200),
      to: new Date(900),
      missedFrames: 6,
    } as const;
    await writer.write({
      entries: [frame(first, 3), { gap }, frame(first, 9), frame(second, 10)],
      alerts: [],
    });

    const segments = await tenant.row((tx) =>
      tx.scoreSegment.findMany({ orderBy: { firstSequence: "asc" } }),
    );
    expect(segments.map((segment) => [segment.firstSequence, segment.lastSequence])).toEqual([
      [1n, 2n],
      [3n, 3n],
      [4n, 4n],
      [5n, 5n],
    ]);
    expect(segments[0]).toMatchObject({ offsets: [0, 100], spatialDistances: [] });
    expect(await tenant.row((tx) => tx.scoreGap.findMany())).toMatchObject([
      { afterSequence: 3n, reason: "OVERLOAD", missedFrames: 6n },
    ]);
    const numbers = [await told.next(), await told.next()].map(
      ({ value }) => (value as { lastSequence: number }).lastSequence,
    );
    expect(numbers).toEqual([2, 5]);
  });

  test("are refused from a monitor whose lease has gone to another", async ({
    system,
    seed,
    events,
  }) => {
    const tenant = await seed.tenant();
    const [cameraId = ""] = await wantedCameras(tenant, 1);
    const model = await tenant.model();
    const holder = randomUUID();
    const late = new ScoreWriter(tenant.db, events, cameraId, holder);
    await new CameraLeases(system, holder, 0.2).claim(1);
    await until(async () => (await monitor(system).claim(1)).length === 1);

    const writing = late.write({ entries: [frame(model.id, 1)], alerts: [] });

    await expect(writing).rejects.toThrow(LeaseLostError);
    expect(await tenant.row((tx) => tx.scoreSegment.count())).toBe(0);
  });
});
