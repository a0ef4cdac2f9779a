import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { describe, expect, inject, test as base } from "vitest";
import { asRole, connect } from "../../src/platform/database.ts";
import type { DatabaseRole } from "../../src/platform/database.ts";
import { Prisma } from "../../src/platform/generated/client.ts";
import type { PrismaClient } from "../../src/platform/generated/client.ts";
import { cloneDatabase, dropDatabase } from "../support/postgres.ts";
import { Seed } from "../support/seed.ts";
import type { SeededTenant } from "../support/seed.ts";

/** The tables that belong to no tenant. Every other is tried below, a new one too. */
const shared = ["MonitorInstance"];
const tenantTables = Object.values(Prisma.ModelName).filter((name) => !shared.includes(name));

/** vigil_app has no right to these at all. */
const closedToApp = ["Session"];

const insufficientPrivilege = { code: "42501" };

interface Filled {
  database: { url: string };
  acme: SeededTenant;
  globex: SeededTenant;
}

/** One database for the file: what is tried here leaves nothing behind. */
const test = base.extend<{ filled: Filled }>({
  filled: [
    async ({}, use) => {
      const url = await cloneDatabase(inject("templateUrl"));
      const [prisma, system] = [connect(url, "vigil_app"), connect(url, "vigil_system")];
      const seed = new Seed(prisma);
      const [acme, globex] = [await seed.tenant("Acme"), await seed.tenant("Globex")];
      await fill(acme, system);
      await fill(globex, system);
      await use({ database: { url }, acme, globex });
      await Promise.all([prisma.$disconnect(), system.$disconnect()]);
      await dropDatabase(url);
    },
    { scope: "file" },
  ],
});

describe("tables", () => {
  test("are the models, and every one but the shared has its tenant", async ({
    filled: { database },
  }) => {
    const rows = await asking(database.url)<{ name: string; tenant: boolean }>(
      `select c.relname as name, exists (
         select from pg_attribute a
         where a.attrelid = c.oid and a.attname = case c.relname when 'Tenant' then 'id' else 'tenantId' end
       ) as tenant
       from pg_class c where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace`,
    );
    const names = (tenant: boolean) =>
      rows.filter((row) => row.tenant === tenant).map(({ name }) => name);

    expect(names(true).toSorted()).toEqual(tenantTables.toSorted());
    expect(names(false).toSorted()).toEqual([...shared, "_prisma_migrations"].toSorted());
  });

  test("of tenants have row-level security, forced", async ({ filled: { database } }) => {
    const unforced = await asking(database.url)(
      `select relname from pg_class
       where relname = any($1) and relnamespace = 'public'::regnamespace
         and not (relrowsecurity and relforcerowsecurity)`,
      [tenantTables],
    );
    expect(unforced).toEqual([]);
  });

  test("refer to each other by tenant as well as by id", async ({ filled: { database } }) => {
    const careless = await asking(database.url)(
      `select conrelid::regclass as from, confrelid::regclass as to from pg_constraint
       where contype = 'f' and connamespace = 'public'::regnamespace
         and confrelid <> '"Tenant"'::regclass
         and not exists (
           select from unnest(conkey, confkey) as pair (from_number, to_number)
           join pg_attribute a on a.attrelid = conrelid and a.attnum = from_number
           join pg_attribute b on b.attrelid = confrelid and b.attnum = to_number
           where a.attname = 'tenantId' and b.attname = 'tenantId'
         )`,
    );
    expect(careless).toEqual([]);
  });
});

describe.each(tenantTables)("%s", (table) => {
  const tenantColumn = table === "Tenant" ? "id" : "tenantId";

  if (closedToApp.includes(table)) {
    test("is closed to vigil_app", async ({ filled: { database } }) => {
      const app = asking(database.url, "vigil_app", randomUUID());
      await expect(app(`select from "${table}"`)).rejects.toMatchObject(insufficientPrivilege);
    });
    return;
  }

  test("shows nothing where no tenant is set", async ({ filled: { database } }) => {
    expect(await asking(database.url, "vigil_app")(`select from "${table}"`)).toEqual([]);
  });

  test("shows a tenant its own rows and no other's", async ({ filled: { database, acme } }) => {
    const app = asking(database.url, "vigil_app", acme.id);
    const rows = await app(`select distinct "${tenantColumn}" as tenant from "${table}"`);
    expect(rows).toEqual([{ tenant: acme.id }]);
  });

  test("lets no tenant write another's row", async ({ filled: { database, acme, globex } }) => {
    const [stolen] = await asking(
      database.url,
      "vigil_app",
      globex.id,
    )<{ row: unknown }>(`select to_jsonb(t) as row from "${table}" t limit 1`);
    const app = asking(database.url, "vigil_app", acme.id);

    await expect(
      app(`insert into "${table}" select * from jsonb_populate_record(null::"${table}", $1)`, [
        JSON.stringify(stolen?.row),
      ]),
    ).rejects.toMatchObject(insufficientPrivilege);
    await expect(
      app(`update "${table}" set "${tenantColumn}" = $1`, [globex.id]),
    ).rejects.toMatchObject(insufficientPrivilege);
    expect(
      await app(
        `with touched as (
           update "${table}" set "${tenantColumn}" = "${tenantColumn}"
           where "${tenantColumn}" = $1 returning 1
         ) select count(*)::int as rows from touched`,
        [globex.id],
      ),
    ).toEqual([{ rows: 0 }]);
  });
});

test("a reference into another tenant is refused", async ({ filled: { acme, globex } }) => {
  const site = await globex.site();
  await expect(acme.camera({ siteId: site.id })).rejects.toMatchObject({ code: "P2003" });
});

describe.each(["vigil_app", "vigil_system"] as const)("%s", (role) => {
  test("cannot sign in, bypass row-level security or own a table", async ({
    filled: { database },
  }) => {
    const ask = asking(database.url);
    const [rights] = await ask(
      `select rolcanlogin or rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as any
       from pg_roles where rolname = $1`,
      [role],
    );
    expect(rights).toEqual({ any: false });
    const owned = await ask(
      `select relname from pg_class
       where relowner = $1::regrole and relnamespace = 'public'::regnamespace`,
      [role],
    );
    expect(owned).toEqual([]);
  });

  test("cannot change what tables there are", async ({ filled: { database } }) => {
    const ask = asking(database.url, role);
    for (const statement of [
      "create table intruder ()",
      'alter table "Site" disable row level security',
      'truncate "Site"',
      "create schema intruder",
    ]) {
      await expect(ask(statement)).rejects.toMatchObject(insufficientPrivilege);
    }
  });
});

test("vigil_system may sign members in and lease cameras, no more", async ({
  filled: { database },
}) => {
  const rights = await asking(database.url)<{ right: string }>(
    `select privilege_type || ' ' || table_name as right
     from information_schema.role_table_grants
     where grantee = 'vigil_system' and table_schema = 'public'
     union all
     select privilege_type || ' ' || table_name || '.' || column_name
     from information_schema.column_privileges
     where grantee = 'vigil_system' and table_schema = 'public' and privilege_type = 'UPDATE'
       and table_name <> 'MonitorInstance'`,
  );
  expect(rights.map(({ right }) => right).toSorted()).toEqual([
    "DELETE MonitorInstance",
    "DELETE Session",
    "INSERT MonitorInstance",
    "INSERT Session",
    "SELECT CameraRun",
    "SELECT Member",
    "SELECT MonitorInstance",
    "SELECT Session",
    "SELECT _prisma_migrations",
    "UPDATE CameraRun.holder",
    "UPDATE CameraRun.leaseExpiresAt",
    "UPDATE CameraRun.updatedAt",
    "UPDATE MonitorInstance",
  ]);
});

/** One statement in a transaction of its own, that is rolled back; without a role, as the owner. */
function asking(url: string, role?: DatabaseRole, tenantId = "") {
  return async <Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> => {
    const client = new pg.Client(role ? asRole(url, role) : url);
    await client.connect();
    try {
      await client.query("begin");
      await client.query("select set_config('app.tenant_id', $1, true)", [tenantId]);
      return (await client.query<Row>(sql, values)).rows;
    } finally {
      await client.end();
    }
  };
}

/** A row in every table. */
async function fill(tenant: SeededTenant, system: PrismaClient): Promise<void> {
  const member = await tenant.member();
  const camera = await tenant.camera();
  const clip = await tenant.clip();
  const model = await tenant.model({ datasetId: clip.datasetId });
  const evaluation = await tenant.evaluation({ modelId: model.id, datasetId: clip.datasetId });
  const [cameraId, modelId, at] = [camera.id, model.id, new Date()];

  await tenant.row(async (tx) => {
    await tx.apiKey.create({
      data: {
        name: "Key",
        role: "VIEWER",
        prefix: "vgl",
        secretHash: new Uint8Array(createHash("sha256").update(tenant.id).digest()),
      },
    });
    await tx.label.create({ data: { clipId: clip.id, fromFrame: 0, toFrame: 9 } });
    await tx.cameraRun.create({ data: { cameraId } });
    await tx.activation.create({ data: { cameraId, modelId } });
    await tx.lossPoint.create({ data: { trainingJobId: model.trainingJobId, step: 1, total: 1 } });
    await tx.clipScores.create({
      data: {
        evaluationId: evaluation.id,
        clipId: clip.id,
        firstFrame: 5,
        terms: new Uint8Array(4),
      },
    });
    await tx.scoreSegment.create({
      data: {
        cameraId,
        modelId,
        firstSequence: 1,
        lastSequence: 1,
        startedAt: at,
        endedAt: at,
        offsets: [0],
        scores: [0.1],
        psnrs: [30],
        anomalous: [false],
      },
    });
    await tx.scoreGap.create({
      data: { cameraId, afterSequence: 1, fromAt: at, toAt: at, reason: "SOURCE_LOST" },
    });
    await tx.alert.create({
      data: {
        cameraId,
        modelId,
        severity: "WARNING",
        startedAt: at,
        peakScore: 0.9,
        peakAt: at,
        threshold: 0.5,
        explanation: {},
      },
    });
  });
  await system.session.create({
    data: {
      tenantId: tenant.id,
      memberId: member.id,
      tokenHash: new Uint8Array(createHash("sha256").update(member.id).digest()),
      expiresAt: at,
    },
  });
}
