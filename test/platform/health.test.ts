import pg from "pg";
import { expect, inject } from "vitest";
import { connect } from "../../src/platform/database.ts";
import { readinessProblems } from "../../src/platform/health.ts";
import { test } from "../support/fixtures.ts";
import { createDatabase, dropDatabase } from "../support/postgres.ts";

test("a migrated database is ready", async ({ system }) => {
  const events = { connected: true };
  expect(await readinessProblems({ prismaSystem: system, events })).toEqual([]);
});

test("a lost event connection is named", async ({ system }) => {
  const events = { connected: false };
  expect(await readinessProblems({ prismaSystem: system, events })).toEqual([
    "The event connection is lost.",
  ]);
});

test("a migration that was not applied is named", async ({ system, database }) => {
  const owner = new pg.Client(database.url);
  await owner.connect();
  const { rows } = await owner.query<{ name: string }>(
    `delete from _prisma_migrations
     where migration_name = (select max(migration_name) from _prisma_migrations)
     returning migration_name as name`,
  );
  await owner.end();

  expect(await readinessProblems({ prismaSystem: system })).toEqual([
    `The migration ${rows[0]?.name ?? ""} has not been applied: run vigil migrate.`,
  ]);
});

test("an empty database and one that does not answer are not ready", async () => {
  const url = await createDatabase(inject("templateUrl"));
  const prismaSystem = connect(url, "vigil_system");
  expect(await readinessProblems({ prismaSystem })).toEqual([
    expect.stringMatching(/^The database cannot be used: .*_prisma_migrations/s),
  ]);
  await prismaSystem.$disconnect();

  await dropDatabase(url);
  const gone = connect(url, "vigil_system");
  expect(await readinessProblems({ prismaSystem: gone })).toEqual([
    expect.stringMatching(/^The database cannot be used/),
  ]);
  await gone.$disconnect();
});
