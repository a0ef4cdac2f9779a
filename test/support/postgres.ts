import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { loadConfig } from "../../src/platform/config.ts";
import { startPostgres } from "../../src/platform/embedded-postgres.ts";
import { createLogger } from "../../src/platform/logging.ts";
import { migrate } from "../../src/platform/migrate.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A database that is migrated and empty, to be cloned and never connected to. */
    templateUrl: string;
  }
}

/** One server for the whole run: DATABASE_URL's, or one of its own that forgets what it was told. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { databaseUrl } = loadConfig();
  const server = databaseUrl
    ? { url: databaseUrl, stop: async () => undefined }
    : await temporary();

  try {
    const template = await createDatabase(server.url, `vigil_template_${randomName()}`);
    await migrate(template);
    project.provide("templateUrl", template);
    return async () => {
      await dropDatabase(template);
      await server.stop();
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

async function temporary(): Promise<{ url: string; stop(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), "vigil-test-"));
  const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };
  const log = createLogger({ level: "warn" });
  const server = await startPostgres({ home, log, settings });
  return {
    url: server.url,
    stop: async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

export async function cloneDatabase(templateUrl: string): Promise<string> {
  const template = new URL(templateUrl).pathname.slice(1);
  return createDatabase(templateUrl, `vigil_test_${randomName()}`, `template ${template}`);
}

export async function createDatabase(
  serverUrl: string,
  name = `vigil_empty_${randomName()}`,
  options = "",
): Promise<string> {
  await administer(serverUrl, `create database ${name} ${options}`);
  const url = new URL(serverUrl);
  url.pathname = name;
  return url.href;
}

export async function dropDatabase(url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  // A listener whose connection is ended comes back, unless the door is shut first.
  await administer(url, `alter database ${name} with allow_connections false`);
  // Only our own guests are sent away: `with (force)` would end autovacuum, too, and may not.
  await administer(
    url,
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = '${name}' and usename = session_user`,
  );
  await administer(url, `drop database ${name}`);
}

/** From a database that is always there: a template may have no guests while it is cloned. */
async function administer(url: string, sql: string): Promise<void> {
  const client = new pg.Client(Object.assign(new URL(url), { pathname: "postgres" }).href);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function randomName(): string {
  return randomUUID().replaceAll("-", "");
}
