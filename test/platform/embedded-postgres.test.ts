import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { pino } from "pino";
import { describe, expect, test as base } from "vitest";
import { startPostgres } from "../../src/platform/embedded-postgres.ts";
import { until } from "../support/until.ts";

const log = pino({ level: "silent" });

interface Fixtures {
  /** Made once, by the first test; each leaves its server stopped. */
  home: string;
  user: () => Promise<{ process: ChildProcess; url: string }>;
}

const test = base.extend<Fixtures>({
  home: [
    async ({}, use) => {
      const home = await mkdtemp(join(tmpdir(), "vigil-home-"));
      await use(home);
      const pid = await serverPid(home);
      if (pid !== undefined) process.kill(pid, "SIGKILL"); // only after a failure
      await rm(home, { recursive: true, force: true });
    },
    { scope: "file" },
  ],
  user: async ({ home }, use) => {
    const started: ChildProcess[] = [];
    const script = fileURLToPath(new URL("../support/postgres-user.ts", import.meta.url));
    await use(async () => {
      const child = spawn(process.execPath, ["--import", "tsx", script, home], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      started.push(child);
      const [url] = (await once(createInterface(child.stdout), "line")) as [string];
      return { process: child, url };
    });
    for (const child of started) child.kill("SIGKILL");
  },
});

describe("the embedded PostgreSQL", () => {
  test("is shared by all who start it and stopped by the last", async ({ home, user }) => {
    const [here, there] = await Promise.all([startPostgres({ home, log }), user()]);
    expect(there.url).toBe(here.url);

    await here.stop();
    expect(await query(there.url, "select 1 as one")).toEqual([{ one: 1 }]);

    there.process.kill("SIGTERM");
    await once(there.process, "exit");
    expect(await serverPid(home)).toBeUndefined();
  });

  test("keeps what was written, and runs only while it is used", async ({ home }) => {
    const first = await startPostgres({ home, log });
    await query(first.url, "create table kept as select 42 as answer");
    await first.stop();
    await expect(query(first.url, "select 1")).rejects.toThrow();

    const second = await startPostgres({ home, log });
    expect(await query(second.url, "select answer from kept")).toEqual([{ answer: 42 }]);
    await second.stop();
  });

  test("is found again after its starter was killed, and then stops", async ({ home, user }) => {
    const killed = await user();
    killed.process.kill("SIGKILL");
    await once(killed.process, "exit");

    const next = await startPostgres({ home, log });
    expect(next.url).toBe(killed.url);
    await next.stop();
    expect(await serverPid(home)).toBeUndefined();
  });

  test("starts over the lock of one that was killed itself", async ({ home, user }) => {
    const killed = await user();
    const pid = await serverPid(home);
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    killed.process.kill("SIGKILL");
    await until(() =>
      query(killed.url, "select 1").then(
        () => false,
        () => true,
      ),
    );

    const next = await startPostgres({ home, log });
    expect(await query(next.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await next.stop();
  });

  test("is not misled by a lock whose process is another now", async ({ home }) => {
    await (await startPostgres({ home, log })).stop();
    const lock = join(home, "postgres/data/postmaster.pid");
    await writeFile(lock, `${process.pid}\n${home}\n0\n5432\n\n127.0.0.1\n`);

    const server = await startPostgres({ home, log });
    expect(await query(server.url, "select 1 as one")).toEqual([{ one: 1 }]);
    await server.stop();
  });

  test("lets in nobody without the password, which only we can read", async ({ home }) => {
    const server = await startPostgres({ home, log });
    const password = join(home, "postgres/password");
    const wrong = Object.assign(new URL(server.url), { password: "guess" }).href;

    expect((await stat(password)).mode & 0o777).toBe(0o600);
    await expect(query(wrong, "select 1")).rejects.toThrow(/password authentication failed/);
    expect(server.url).toContain(await readFile(password, "utf8"));
    await server.stop();
  });

  test("says what its log says when it cannot start", async ({ home }) => {
    const settings = { shared_buffers: "lots" };
    await expect(startPostgres({ home, log, settings })).rejects.toThrow(/shared_buffers/);
  });

  test.runIf(process.getuid?.() === 0 && process.platform === "linux")(
    "runs for root even from a folder that is root's alone",
    async ({ home }) => {
      expect((await stat(home)).mode & 0o077).toBe(0);
      const server = await startPostgres({ home, log });
      expect((await stat(`/proc/${(await serverPid(home)) ?? 0}`)).uid).not.toBe(0);
      await server.stop();
    },
  );
});

async function serverPid(home: string): Promise<number | undefined> {
  const lock = await readFile(join(home, "postgres/data/postmaster.pid"), "utf8").catch(() => "");
  return lock === "" ? undefined : Number.parseInt(lock, 10);
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}
