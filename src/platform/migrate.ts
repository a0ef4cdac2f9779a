import { randomUUID } from "node:crypto";
import { PgBoss } from "pg-boss";
import pg from "pg";
import { asRole } from "./database.ts";
import { readMigrations, readSchema } from "./prisma-files.ts";
import { withSchemaEngine } from "./schema-engine.ts";

/** Any number will do that nobody else locks in this database. */
const migrationLock = 7_643_210_911;

const everything = { externalTables: [], externalEnums: [] };

/**
 * Brings the database up to date, and the job queue's schema with it, and returns the names of the
 * migrations it applied. Needs the login that owns the tables; two at once wait for each other.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    const migrationsList = await readMigrations();
    const { appliedMigrationNames } = await withSchemaEngine(url, (engine) =>
      engine.applyMigrations({ migrationsList, filters: everything }),
    );
    await installQueue(client, url);
    return appliedMigrationNames;
  } finally {
    await client.end(); // and with the session goes the lock
  }
}

/**
 * pg-boss brings its own schema and its migrations. A tenant's transaction may add a job of its own
 * tenant and read that job's id back, nothing more: the policy stands beside those of the tables.
 */
async function installQueue(client: pg.Client, url: string): Promise<void> {
  await client.query("create schema if not exists pgboss authorization vigil_system");
  const boss = new PgBoss({
    ...asRole(url, "vigil_system"),
    createSchema: false,
    supervise: false,
    schedule: false,
    registerInstance: false,
  });
  await boss.start();
  await boss.stop();
  await client.query(`
    grant usage on schema pgboss to vigil_app;
    grant select on pgboss.queue to vigil_app;
    grant insert, select (id) on pgboss.job_common to vigil_app;
    alter table pgboss.job_common enable row level security;
    drop policy if exists tenant_isolation on pgboss.job_common;
    create policy tenant_isolation on pgboss.job_common to vigil_app
      using (data ->> 'tenantId' = nullif(current_setting('app.tenant_id', true), ''));
  `);
}

/**
 * What the Prisma models have and the migrations lack, or the reverse; undefined if they agree. The
 * migrations are tried in a database of their own, for which the login must be able to make one.
 */
export async function schemaDrift(url: string): Promise<string | undefined> {
  const name = `vigil_drift_${randomUUID().replaceAll("-", "")}`;
  const scratch = new URL(url);
  scratch.pathname = name;
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(`create database ${name}`);
    await migrate(scratch.href);
    return await compareModels(scratch.href);
  } finally {
    // Not by force: that would end autovacuum, too, which only a superuser may. This waits for it.
    await client.query(`drop database if exists ${name}`);
    await client.end();
  }
}

async function compareModels(url: string): Promise<string | undefined> {
  const files = [await readSchema()];
  const { exitCode, stdout } = await withSchemaEngine(url, (engine) =>
    engine.diff({
      from: { tag: "schemaDatasource", files, configDir: "" }, // the database it is connected to
      to: { tag: "schemaDatamodel", files },
      script: false,
      exitCode: true,
      filters: everything,
    }),
  );
  return exitCode === 0 ? undefined : (stdout ?? "");
}
