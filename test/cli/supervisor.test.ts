import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect } from "vitest";
import { test } from "../support/fixtures.ts";
import { until } from "../support/until.ts";
import { isAlive, Vigil, vigil } from "./vigil.ts";

let home: string;
let started: Vigil[] = [];

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "vigil-up-"));
});

afterEach(async () => {
  for (const run of started) run.process.kill("SIGTERM");
  await Promise.all(started.map((run) => run.ended()));
  started = [];
  await rm(home, { recursive: true, force: true });
});

async function up(
  env: Record<string, string>,
  args: string[] = [],
  direct = false,
): Promise<Vigil> {
  const run = new Vigil(["up", ...args], { env: { PORT: "0", VIGIL_HOME: home, ...env }, direct });
  started.push(run);
  await until(
    () => {
      if (run.process.exitCode !== null) throw new Error(`vigil up has ended: ${run.stderr}`);
      return urlOf(run) !== "";
    },
    { timeout: 60_000 },
  );
  return run;
}

const urlOf = (run: Vigil): string => /(http:\S+)\/healthz/.exec(run.stdout)?.[1] ?? "";

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/healthz`).then(
    ({ ok }) => ok,
    () => false,
  );

describe("vigil up", () => {
  test("starts a killed child again, and drains all on SIGTERM", async ({ database }) => {
    const run = await up({ DATABASE_URL: database.url }, ["--workers", "2"]);
    const children = run.children();
    expect([...children.keys()].sort()).toEqual(["monitor", "server", "worker 1", "worker 2"]);
    const url = urlOf(run);
    expect(await answers(url)).toBe(true);

    process.kill(children.get("server") ?? 0, "SIGKILL");
    await until(() => run.stdout.includes("server ended: SIGKILL. Starting it again in 0.5 s."));
    await until(() => answers(url), { timeout: 30_000 });

    run.process.kill("SIGTERM");
    expect(await run.ended()).toBe(0);
    expect(run.stderr).toBe("");
    expect([...children.values()].filter(isAlive)).toEqual([]);
    expect(await answers(url)).toBe(false);
  });

  test("leaves nothing behind when it is killed, not even its database", async () => {
    const run = await up({ DATABASE_URL: "" }, [], true);
    const pids = [...run.children().values()];
    const url = urlOf(run);
    expect(pids).toHaveLength(4);

    run.process.kill("SIGKILL");

    await until(() => !pids.some(isAlive), { timeout: 20_000 });
    expect(await answers(url)).toBe(false);
  });

  test("says which port is taken", async ({ database }) => {
    const other = createServer().listen(0);
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;

    const refused = await vigil(["up"], {
      env: { DATABASE_URL: database.url, PORT: String(port), VIGIL_HOME: home },
    });

    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain(`Port ${port} is in use.`);
    other.close();
  });
});
