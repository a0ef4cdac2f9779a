import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { pino } from "pino";
import { describe, expect } from "vitest";
import { closeQueue, enqueue, openQueue, work } from "../../src/jobs/queue.ts";
import type { Delivery, Queue } from "../../src/jobs/queue.ts";
import { asRole } from "../../src/platform/database.ts";
import type { Transaction } from "../../src/platform/tenancy.ts";
import { test as base } from "../support/fixtures.ts";
import { Rehearsal } from "../support/rehearsal-job.ts";
import { until } from "../support/until.ts";

const log = pino({ level: "silent" });

const test = base.extend<{ queue: Queue }>({
  queue: async ({ database }, use) => {
    const queue = await openQueue(database.url, log);
    await use(queue);
    await closeQueue(queue);
  },
});

describe("a job", () => {
  test("is handled with the payload that was enqueued", async ({ queue, seed }) => {
    const { id: tenantId, db } = await seed.tenant();
    const payload = { tenantId, line: "To be" };
    const handled: unknown[] = [];

    await db.transaction((tx) => enqueue(queue, tx, Rehearsal, payload));
    await work(
      queue,
      Rehearsal,
      async (received, { attempt }) => void handled.push(received, attempt),
      { concurrency: 1 },
    );

    await until(() => handled.length > 0);
    expect(handled).toEqual([payload, 1]);
  });

  test("does not exist unless its transaction commits", async ({ queue, seed, database }) => {
    const { id: tenantId, db } = await seed.tenant();
    const rolledBack = db.transaction(async (tx) => {
      await enqueue(queue, tx, Rehearsal, { tenantId, line: "Never said" });
      throw new Error("rolled back");
    });

    await expect(rolledBack).rejects.toThrow("rolled back");
    expect(await jobs(database.url)).toEqual([]);
  });

  test("is refused when its payload is not what its definition says", async ({ queue, seed }) => {
    const { id: tenantId, db } = await seed.tenant();
    const wrong = { tenantId, line: 1 as unknown as string };
    await expect(db.transaction((tx) => enqueue(queue, tx, Rehearsal, wrong))).rejects.toThrow();
  });

  test("comes back after its handler has failed", async ({ queue, seed }) => {
    const { id: tenantId, db } = await seed.tenant();
    const attempts: number[] = [];

    await db.transaction((tx) => enqueue(queue, tx, Rehearsal, { tenantId, line: "Line!" }));
    await work(
      queue,
      Rehearsal,
      async (_, { attempt }) => {
        attempts.push(attempt);
        if (attempt === 1) throw new Error("forgot");
      },
      { concurrency: 1 },
    );

    await until(() => attempts.length === 2);
    expect(attempts).toEqual([1, 2]);
  });

  test("goes back to the queue when its worker closes", async ({ seed, database }) => {
    const { id: tenantId, db } = await seed.tenant();
    const closing = await openQueue(database.url, log);
    const started = Promise.withResolvers<Delivery>();
    await db.transaction((tx) => enqueue(closing, tx, Rehearsal, { tenantId, line: "Exit" }));
    await work(
      closing,
      Rehearsal,
      async (_, delivery) => {
        started.resolve(delivery);
        await once(delivery.signal, "abort");
        delivery.signal.throwIfAborted();
      },
      { concurrency: 1 },
    );
    await started.promise;

    await closeQueue(closing);

    expect(await jobs(database.url)).toEqual([{ tenantId, state: "retry" }]);
  });

  test("is taken over when its worker is killed", async ({ queue, seed, database }) => {
    const { id: tenantId, db } = await seed.tenant();
    await db.transaction((tx) => enqueue(queue, tx, Rehearsal, { tenantId, line: "Dies" }));
    const script = fileURLToPath(new URL("../support/queue-worker.ts", import.meta.url));
    const worker = spawn(process.execPath, ["--import", "tsx", script, database.url], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [taken] = (await once(createInterface(worker.stdout), "line")) as [string];
    worker.kill("SIGKILL");
    await once(worker, "exit");
    const attempts: number[] = [];
    await work(queue, Rehearsal, async (_, { attempt }) => void attempts.push(attempt), {
      concurrency: 1,
    });

    expect(taken).toBe(tenantId);
    await until(() => attempts.length > 0, { timeout: 30_000 });
    expect(attempts).toEqual([2]);
  });
});

describe("a tenant", () => {
  test("can read no job's payload, and of others' not even that they exist", async ({
    queue,
    seed,
  }) => {
    const [acme, globex] = [await seed.tenant("Acme"), await seed.tenant("Globex")];
    for (const { id: tenantId, db } of [acme, globex]) {
      await db.transaction((tx) => enqueue(queue, tx, Rehearsal, { tenantId, line: "Aside" }));
    }
    const ask = (sql: string) => acme.row((tx: Transaction) => tx.$queryRawUnsafe(sql));

    await expect(ask("select data from pgboss.job_common")).rejects.toThrow(/permission denied/);
    await expect(ask("select id from pgboss.job")).rejects.toThrow(/permission denied/);
    await expect(ask("delete from pgboss.job_common")).rejects.toThrow(/permission denied/);
    expect(await ask("select id from pgboss.job_common")).toHaveLength(1);
  });

  test("cannot enqueue a job for another", async ({ queue, seed }) => {
    const [acme, globex] = [await seed.tenant("Acme"), await seed.tenant("Globex")];
    const forged = acme.row((tx) =>
      enqueue(queue, tx, Rehearsal, { tenantId: globex.id, line: "Forged" }),
    );
    await expect(forged).rejects.toThrow(/row-level security/);
  });
});

async function jobs(url: string): Promise<{ tenantId: string; state: string }[]> {
  const client = new pg.Client(asRole(url, "vigil_system"));
  await client.connect();
  try {
    const { rows } = await client.query<{ tenantId: string; state: string }>(
      `select data ->> 'tenantId' as "tenantId", state from pgboss.job where name = $1`,
      [Rehearsal.name],
    );
    return rows;
  } finally {
    await client.end();
  }
}
