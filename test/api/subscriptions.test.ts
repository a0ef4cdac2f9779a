import { describe, expect } from "vitest";
import { Events } from "../../src/platform/events.ts";
import { createLogger } from "../../src/platform/logging.ts";
import type { RequestContext } from "../../src/resolvers/context.ts";
import { CurrentSession } from "../../src/resolvers/current-session.ts";
import { stream } from "../../src/resolvers/stream.ts";
import { saveAlert } from "../../src/services/alert-log.ts";
import type { SeededTenant } from "../support/seed.ts";
import { until } from "../support/until.ts";
import { test as base } from "./support/api.ts";

const test = base.extend("events", { scope: "file" }, async ({ database }, { onCleanup }) => {
  const events = await Events.open(database.url, createLogger({ level: "silent" }));
  onCleanup(() => events.close());
  return events;
});

/** The first event that arrives; what causes it is repeated, as a socket does not say when it listens. */
async function firstOf<T>(events: AsyncIterator<T>, cause: () => Promise<unknown>): Promise<T> {
  let first: IteratorResult<T> | undefined;
  const arriving = events.next().then((result) => (first = result));
  await until(async () => {
    await cause();
    return first;
  });
  return (await arriving).value as T;
}

async function openAlert(tenant: SeededTenant, cameraId: string): Promise<string> {
  const { id: modelId } = await tenant.model();
  const startedAt = new Date("2026-06-01T12:00:00Z");
  const explanation = { predictionShare: 0.5, spatialShare: 0.25, temporalShare: 0.25 };
  const peak = { score: 0.9, at: startedAt, explanation };
  return tenant.row((tx) =>
    saveAlert(tx, cameraId, { modelId, severity: "WARNING", startedAt, threshold: 0.5, peak }),
  );
}

describe("alerts", () => {
  const ALERTS = `subscription ($siteId: ID) {
    alerts(siteId: $siteId) { id endedAt camera { name site { name } } explanation { box predictionShare } }
  }`;

  test("bring those of the site that was asked for, with their camera", async ({
    api,
    events,
    seed,
  }) => {
    const acme = await seed.tenant();
    const token = await api.tokenFor(acme, "VIEWER");
    const harbour = await acme.site({ name: "Harbour" });
    const here = await acme.camera({ siteId: harbour.id, name: "Crane" });
    const elsewhere = await acme.camera();
    const [mine, other] = [await openAlert(acme, here.id), await openAlert(acme, elsewhere.id)];
    const publish = (cameraId: string, alertId: string) =>
      acme.row((tx) =>
        events.publish(tx, "alertChanged", { tenantId: acme.id, cameraId, alertId }),
      );

    const alerts = api.subscribe(ALERTS, { siteId: harbour.id }, token);
    const first = await firstOf(alerts, async () => {
      await publish(elsewhere.id, other);
      await publish(here.id, mine);
    });
    await alerts.return?.();

    expect(first.data).toEqual({
      alerts: {
        id: mine,
        endedAt: null,
        camera: { name: "Crane", site: { name: "Harbour" } },
        explanation: { box: null, predictionShare: 0.5 },
      },
    });
  });

  test("of another tenant are not heard", async ({ api, events, seed }) => {
    const [acme, globex] = [await seed.tenant("Acme"), await seed.tenant("Globex")];
    const owned = await Promise.all(
      [acme, globex].map(async (tenant) => {
        const { id: cameraId } = await tenant.camera();
        return { tenant, cameraId, alertId: await openAlert(tenant, cameraId) };
      }),
    );
    const alerts = api.subscribe(ALERTS, {}, await api.tokenFor(globex));

    const first = await firstOf(alerts, async () => {
      for (const { tenant, ...about } of owned) {
        await tenant.row((tx) =>
          events.publish(tx, "alertChanged", { tenantId: tenant.id, ...about }),
        );
      }
    });
    await alerts.return?.();

    expect(first.data).toMatchObject({ alerts: { id: owned[1]?.alertId } });
  });
});

test("a camera's health is heard when it changes", async ({ api, events, seed }) => {
  const acme = await seed.tenant();
  const token = await api.tokenFor(acme, "OPERATOR");
  const camera = await acme.camera();
  const start = "mutation ($id: ID!) { startMonitoring(cameraId: $id) { health { state } } }";

  const started = await api.run(start, { id: camera.id }, token);
  const changes = api.subscribe(
    "subscription { cameraHealth { cameraId health { state framesPerSecond droppedFrames } } }",
    {},
    token,
  );
  const first = await firstOf(changes, () =>
    acme.row((tx) =>
      events.publish(tx, "cameraHealthChanged", { tenantId: acme.id, cameraId: camera.id }),
    ),
  );
  await changes.return?.();

  expect(started.data).toEqual({ startMonitoring: { health: { state: "STARTING" } } });
  expect(first.data).toEqual({
    cameraHealth: {
      cameraId: camera.id,
      health: { state: "STARTING", framesPerSecond: 0, droppedFrames: 0 },
    },
  });
});

test("a training's progress begins with how it stands and ends with it", async ({ api, seed }) => {
  const acme = await seed.tenant();
  const token = await api.tokenFor(acme, "OPERATOR");
  const job = await acme.trainingJob();

  const progress = api.subscribe(
    "subscription ($id: ID!) { trainingProgress(jobId: $id) { status step } }",
    { id: job.id },
    token,
  );
  const first = await progress.next();
  const cancelled = await api.run(
    "mutation ($id: ID!) { cancelTraining(jobId: $id) { status } }",
    { id: job.id },
    token,
  );
  const second = await progress.next();
  const end = await progress.next();

  expect(cancelled.data).toEqual({ cancelTraining: { status: "CANCELLED" } });
  expect([first.value, second.value]).toEqual([
    { data: { trainingProgress: { status: "QUEUED", step: 0 } } },
    { data: { trainingProgress: { status: "CANCELLED", step: 0 } } },
  ]);
  expect(end.done).toBe(true);
});

test("a client that leaves while nothing happens leaves no listener behind", async ({ events }) => {
  const session = new CurrentSession(async () => ({
    ...{ tenantId: "t", memberId: "m", role: "VIEWER" as const },
    expiresAt: new Date(Date.now() + 60_000),
  }));
  let ended = false;

  const following = await stream({ session } as RequestContext, async (signal) => {
    signal.addEventListener("abort", () => (ended = true));
    return events.subscribe("alertChanged", signal);
  });
  const waiting = following.next();
  await following.return?.();

  expect(ended).toBe(true);
  expect((await waiting).done).toBe(true);
});
