import { randomUUID } from "node:crypto";
import pg from "pg";
import { pino } from "pino";
import { describe, expect } from "vitest";
import { Events, missed } from "../../src/platform/events.ts";
import { test as base } from "../support/fixtures.ts";
import { until } from "../support/until.ts";

const test = base.extend<{ here: Events; elsewhere: Events }>({
  here: async ({ database }, use) => {
    const events = await Events.open(database.url, pino({ level: "silent" }));
    await use(events);
    await events.close();
  },
  elsewhere: async ({ database }, use) => {
    const events = await Events.open(database.url, pino({ level: "silent" }));
    await use(events);
    await events.close();
  },
});

const cameraChanged = { tenantId: randomUUID(), cameraId: randomUUID() };

describe("an event", () => {
  test("reaches a subscriber of another process in order", async ({ here, elsewhere, prisma }) => {
    const received = elsewhere.subscribe("scoresStored");

    for (const lastSequence of [1, 2, 3]) {
      await here.publish(prisma, "scoresStored", { ...cameraChanged, lastSequence });
    }

    for (const lastSequence of [1, 2, 3]) {
      expect((await received.next()).value).toEqual({ ...cameraChanged, lastSequence });
    }
  });

  test("is sent with its transaction or not at all", async ({ here, elsewhere, prisma }) => {
    const received = elsewhere.subscribe("cameraChanged");
    const rolledBack = prisma.$transaction(async (tx) => {
      await here.publish(tx, "cameraChanged", { tenantId: "lost", cameraId: "lost" });
      throw new Error("rolled back");
    });
    await expect(rolledBack).rejects.toThrow("rolled back");
    await here.publish(prisma, "cameraChanged", cameraChanged);

    expect((await received.next()).value).toEqual(cameraChanged);
  });

  test("is refused when PostgreSQL could not carry it", async ({ here, prisma }) => {
    const huge = { tenantId: "x".repeat(8000), cameraId: "" };
    await expect(here.publish(prisma, "cameraChanged", huge)).rejects.toThrow(/fewer than 8000/);
  });
});

describe("a subscription", () => {
  test("begins when it is made and keeps what is not yet pulled", async ({ here, prisma }) => {
    const received = here.subscribe("cameraChanged");
    const witness = here.subscribe("cameraChanged");
    await here.publish(prisma, "cameraChanged", cameraChanged);
    await witness.next();

    expect((await received.next()).value).toEqual(cameraChanged);
  });

  test("passes on only what its filter lets through", async ({ here, prisma }) => {
    const wanted = { ...cameraChanged, cameraId: randomUUID() };
    const received = here.subscribe(
      "cameraChanged",
      undefined,
      ({ cameraId }) => cameraId === wanted.cameraId,
    );
    await here.publish(prisma, "cameraChanged", cameraChanged);
    await here.publish(prisma, "cameraChanged", wanted);

    expect((await received.next()).value).toEqual(wanted);
  });

  test("ends with its signal, also while it waits", async ({ here }) => {
    const controller = new AbortController();
    const received = here.subscribe("cameraChanged", controller.signal);
    const waiting = received.next();
    controller.abort();

    expect(await waiting).toEqual({ value: undefined, done: true });
    expect(await received.next()).toEqual({ value: undefined, done: true });
  });

  test("is told that it missed something when it pulls too slowly", async ({ here, prisma }) => {
    const received = here.subscribe("scoresStored");
    const last = 1500;
    const witness = here.subscribe(
      "scoresStored",
      undefined,
      ({ lastSequence }) => lastSequence === last,
    );
    await prisma.$executeRaw`
      select pg_notify('vigil_events', json_build_object('name', 'scoresStored', 'payload',
        json_build_object('tenantId', '', 'cameraId', '', 'lastSequence', n))::text)
      from generate_series(1, ${last}) as n`;
    await witness.next();

    expect((await received.next()).value).toBe(missed);
    expect((await received.next()).value).toMatchObject({ lastSequence: 1002 });
  });

  test("is told that it missed something when the connection was lost, and goes on", async ({
    database,
    here,
    prisma,
  }) => {
    const received = here.subscribe("cameraChanged");
    await endConnections(database.url);
    await until(() => !here.connected);
    await until(() => here.connected);
    await here.publish(prisma, "cameraChanged", cameraChanged);

    expect((await received.next()).value).toBe(missed);
    expect((await received.next()).value).toEqual(cameraChanged);
  });
});

async function endConnections(url: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  await client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and application_name = 'vigil events'`,
  );
  await client.end();
}
