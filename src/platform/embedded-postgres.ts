import { open, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { openCluster, superuser } from "./postgres-cluster.ts";
import type { Cluster } from "./postgres-cluster.ts";

export interface EmbeddedPostgres {
  /** For a login that owns the database and is no superuser. */
  url: string;
  /** The last process to stop stops the server. */
  stop(): Promise<void>;
}

const patienceMs = 60_000;
const pollMs = 20;
const launchAttempts = 5;
const launchRetryMs = 300;

/** Who uses the server holds this lock shared: who can have it alone is the last. */
const useLock = 7_643_210_912;

const login = "vigil";

/**
 * PostgreSQL under `home/postgres`, as many processes as like sharing one server. It survives
 * whoever started it, also one killed with -9: the next to start finds it running, or starts it
 * again over the stale lock, and stops it when done.
 */
export async function startPostgres(options: {
  home: string;
  log: Logger;
  /** Of postgresql.conf, for a server that this call has to start. */
  settings?: Record<string, string>;
}): Promise<EmbeddedPostgres> {
  const { log, settings = {} } = options;
  const cluster = await openCluster(options.home);
  const deadline = Date.now() + patienceMs;
  for (let failures = 0; ;) {
    const server = await runningServer(cluster.data);
    if (!server) {
      if (await launch(cluster, settings, log)) continue;
      // What a killed server leaves running goes within a moment, and holds its memory until then.
      if (++failures === launchAttempts) throw await explain("did not start", cluster);
      await delay(launchRetryMs);
      continue;
    }
    try {
      const keeper = await useServer(server, cluster, log);
      const url = `postgres://${login}:${cluster.password}@127.0.0.1:${server.port}/${login}`;
      return { url, stop: () => leave(keeper, server, cluster, log) };
    } catch (error) {
      // It is starting, or another process is just stopping it.
      if (Date.now() > deadline) throw await explain("does not answer", cluster, error);
      await delay(pollMs);
    }
  }
}

interface Server {
  pid: number;
  port: number;
}

/** What `postmaster.pid` says, if that process is alive and PostgreSQL at all. */
async function runningServer(data: string): Promise<Server | undefined> {
  const file = join(data, "postmaster.pid");
  const content = await readFile(file, "utf8").catch(() => "");
  const [pid, , , port] = content.split("\n").map(Number);
  if (!pid || !port) return undefined;
  if (await isPostgres(pid)) return { pid, port };
  // PostgreSQL itself would take any process of this number for its predecessor.
  await rm(file, { force: true });
  return undefined;
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  // Systems without /proc have to be taken at their word. A zombie (Z) has only its name left.
  const fact = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => `${pid} (postgres) S`);
  return /\(postgres\) [^Z]/.test(fact);
}

/** True when the server has written its lock file, or has found that of one started elsewhere. */
async function launch(
  cluster: Cluster,
  settings: Record<string, string>,
  log: Logger,
): Promise<boolean> {
  const { account, postgres, data, logFile } = cluster;
  const port = await freePort();
  const all = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "200",
    ...settings,
  };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const output = await open(logFile, "w");
  const child = account.spawn(postgres, ["-D", data, "-p", `${port}`, ...flags], {
    detached: true, // out of reach of the terminal's Ctrl-C, which would come before its clients end
    stdio: ["ignore", output.fd, output.fd],
  });
  let ended = false;
  child.once("error", (error) => {
    ended = true;
    log.error(error, "PostgreSQL could not be started.");
  });
  child.once("exit", () => {
    ended = true;
  });
  child.unref();
  await output.close();

  const deadline = Date.now() + patienceMs;
  while (!(await runningServer(data))) {
    if (ended || Date.now() > deadline) return false;
    await delay(pollMs);
  }
  log.debug({ port, data }, "PostgreSQL starts.");
  return true;
}

/** The connection that keeps the server ours until `leave`; made again by nobody if it is lost. */
async function useServer({ port }: Server, cluster: Cluster, log: Logger): Promise<pg.Client> {
  const keeper = new pg.Client({
    host: "127.0.0.1",
    port,
    user: superuser,
    password: cluster.password,
    database: "postgres",
    application_name: "vigil keeper",
    connectionTimeoutMillis: 5_000,
  });
  keeper.on("error", (error) => log.warn(error, "The embedded PostgreSQL has gone."));
  await keeper.connect();
  try {
    await keeper.query("select pg_advisory_lock_shared($1)", [useLock]);
    await makeDatabase(keeper, cluster.password);
    return keeper;
  } catch (error) {
    await keeper.end().catch(() => undefined);
    throw error;
  }
}

async function makeDatabase(keeper: pg.Client, password: string): Promise<void> {
  const { rows } = await keeper.query("select from pg_database where datname = $1", [login]);
  if (rows.length > 0) return;
  const alreadyThere = ["23505", "42710", "42P04"]; // another process is making them now
  for (const statement of [
    `create role ${login} login createdb createrole password ${pg.escapeLiteral(password)}`,
    `create database ${login} owner ${login}`,
  ]) {
    await keeper.query(statement).catch((error: pg.DatabaseError) => {
      if (!alreadyThere.includes(error.code ?? "")) throw error;
    });
  }
}

async function leave(
  keeper: pg.Client,
  { pid }: Server,
  { data }: Cluster,
  log: Logger,
): Promise<void> {
  keeper.removeAllListeners("error").on("error", () => undefined);
  if (await isLast(keeper)) {
    process.kill(pid, "SIGINT"); // ends the sessions that are left, the keeper's too
    const deadline = Date.now() + patienceMs;
    while ((await runningServer(data))?.pid === pid) {
      if (Date.now() > deadline) throw new Error(`PostgreSQL (process ${pid}) does not stop.`);
      await delay(pollMs);
    }
    log.debug("PostgreSQL has stopped.");
  }
  await keeper.end();
}

/** Afterwards nobody else can come to use the server before it stops. False if it has gone already. */
async function isLast(keeper: pg.Client): Promise<boolean> {
  try {
    await keeper.query("select pg_advisory_unlock_shared($1)", [useLock]);
    const { rows } = await keeper.query<{ last: boolean }>(
      "select pg_try_advisory_lock($1) as last",
      [useLock],
    );
    return rows[0]?.last === true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function explain(what: string, { logFile }: Cluster, cause?: unknown): Promise<Error> {
  const lines = (await readFile(logFile, "utf8").catch(() => "")).trimEnd().split("\n");
  return new Error(
    `The embedded PostgreSQL ${what}. Its log ends:\n${lines.slice(-8).join("\n")}`,
    {
      cause,
    },
  );
}
