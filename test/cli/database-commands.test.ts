import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect } from "vitest";
import { signIn } from "../../src/platform/sessions.ts";
import { test } from "../support/fixtures.ts";
import { writeMaskedDataset, writeSmallDataset } from "./small-dataset.ts";
import { vigil } from "./vigil.ts";

let folder: string;
let anomalousFrames: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-cli-"));
  ({ anomalousFrames } = await writeSmallDataset(folder));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const createTenant = (url: string, password = "correct horse") =>
  vigil(["tenant", "create", "Acme", "--email", "ada@acme.example", "--password-stdin", "--json"], {
    input: `${password}\n`,
    env: { DATABASE_URL: url },
  });

describe("vigil tenant create", () => {
  test("makes a tenant whose owner can sign in", async ({ database, system }) => {
    const { code, stdout } = await createTenant(database.url);

    const { tenantId, memberId } = JSON.parse(stdout) as Record<string, string>;
    expect(code).toBe(0);
    expect(await signIn(system, "ada@acme.example", "correct horse")).toMatchObject({
      tenantId,
      memberId,
      role: "OWNER",
    });
  });

  test("refuses a short password and an address that is taken", async ({ database }) => {
    const short = await createTenant(database.url, "short");
    await createTenant(database.url);
    const taken = await createTenant(database.url);

    expect(short).toMatchObject({ code: 1, stdout: "" });
    expect(short.stderr).toContain("A password has 8 characters or more.");
    expect(taken.stderr).toContain("ada@acme.example already exists");
  });
});

describe("vigil import", () => {
  const importAs = (url: string, tenant: string, from = folder) =>
    vigil(["import", from, "--tenant", tenant, "--name", "Walkway", "--json"], {
      env: { DATABASE_URL: url },
    });

  test("stores the clips and labels of a folder and counts them", async ({ database, seed }) => {
    const acme = await seed.tenant();

    const { code, stdout } = await importAs(database.url, acme.id);

    expect(code).toBe(0);
    const { datasetId, ...counts } = JSON.parse(stdout) as Record<string, unknown>;
    expect(counts).toEqual({
      tenantId: acme.id,
      layout: "folder",
      ...{ clips: 2, frames: 110, labelledFrames: 50, anomalousFrames },
    });
    const clips = await acme.db.transaction((tx) =>
      tx.clip.findMany({ include: { labels: true }, orderBy: { split: "asc" } }),
    );
    expect(clips).toMatchObject([
      { datasetId, split: "TRAIN", frameCount: 60, labelled: false, labels: [] },
      { split: "TEST", source: `file:${join(folder, "testing", "clip.mp4")}`, labelled: true },
    ]);
    expect(clips[1]?.labels).toMatchObject([{ fromFrame: 15 }]);
  });

  test("takes a data set with pixel masks, which only `vigil evaluate` reads", async ({
    database,
    seed,
  }) => {
    const acme = await seed.tenant();
    const masked = await mkdtemp(join(folder, "masked-"));
    await writeMaskedDataset(masked);

    const { stdout } = await importAs(database.url, acme.id, masked);

    expect(JSON.parse(stdout)).toMatchObject({ layout: "ped2", clips: 2, anomalousFrames: 7 });
  });

  test("finds the tenant by a member's address", async ({ database }) => {
    const { tenantId } = JSON.parse((await createTenant(database.url)).stdout) as {
      tenantId: string;
    };

    const { stdout } = await importAs(database.url, "Ada@acme.example");

    expect(JSON.parse(stdout)).toMatchObject({ tenantId });
  });

  test("names what does not fit, and stores nothing of it", async ({ database, seed }) => {
    const acme = await seed.tenant();

    const noFolder = await importAs(database.url, acme.id, join(folder, "nowhere"));
    const noTraining = await importAs(database.url, acme.id, join(folder, "testing"));
    const noTenant = await importAs(database.url, "nobody@acme.example");

    expect(noFolder).toMatchObject({ code: 1, stdout: "" });
    expect(noFolder.stderr).toContain(join(folder, "nowhere"));
    expect(noTenant.stderr).toContain("nobody@acme.example does not exist");
    expect(noTraining.code).toBe(0); // a folder of videos without labels is all training
    const count = await acme.db.transaction((tx) => tx.dataset.count());
    expect(count).toBe(1);
  });
});
