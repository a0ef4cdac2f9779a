import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import pg from "pg";
import { describe, expect, inject, test as base } from "vitest";
import { migrate, schemaDrift } from "../../src/platform/migrate.ts";
import { createDatabase, dropDatabase } from "../support/postgres.ts";

const folder = new URL("../../prisma/migrations/", import.meta.url);
const names = (await readdir(folder)).filter((name) => !name.endsWith(".toml")).toSorted();

const test = base.extend<{ empty: string }>({
  empty: async ({}, use) => {
    const url = await createDatabase(inject("templateUrl"));
    await use(url);
    await dropDatabase(url);
  },
});

describe("migrate", () => {
  test("applies each migration once, in order", async ({ empty }) => {
    expect(await migrate(empty)).toEqual(names);
    expect(await migrate(empty)).toEqual([]);
  });

  test("lets two processes migrate at once", async ({ empty }) => {
    const applied = await Promise.all([migrate(empty), migrate(empty), migrate(empty)]);

    expect(applied.toSorted((a, b) => a.length - b.length)).toEqual([[], [], names]);
  });

  test("leaves the records that the Prisma CLI reads", async ({ empty }) => {
    await migrate(empty);

    const records = await query(
      empty,
      `select migration_name as name, checksum, applied_steps_count as steps,
         finished_at is not null as finished, rolled_back_at as "rolledBackAt"
       from _prisma_migrations order by started_at`,
    );
    const expected = names.map(async (name) => {
      const script = await readFile(new URL(`${name}/migration.sql`, folder));
      const checksum = createHash("sha256").update(script).digest("hex");
      return { name, checksum, steps: 1, finished: true, rolledBackAt: null };
    });
    expect(records).toEqual(await Promise.all(expected));
  });
});

describe("schemaDrift", () => {
  test("finds the Prisma models and the migrations in step", async () => {
    expect(await schemaDrift(inject("templateUrl"))).toBeUndefined();
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<object>(sql)).rows;
  } finally {
    await client.end();
  }
}
