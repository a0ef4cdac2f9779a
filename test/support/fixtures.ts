import { test as base, inject } from "vitest";
import { connect } from "../../src/platform/database.ts";
import type { PrismaClient } from "../../src/platform/generated/client.ts";
import { cloneDatabase, dropDatabase } from "./postgres.ts";
import { Seed } from "./seed.ts";

interface Fixtures {
  /** A migrated, empty database of the test's own. */
  database: { url: string };
  /** As vigil_app: sees nothing but through a TenantDatabase. */
  prisma: PrismaClient;
  /** As vigil_system. */
  system: PrismaClient;
  seed: Seed;
}

export const test = base.extend<Fixtures>({
  database: async ({}, use) => {
    const url = await cloneDatabase(inject("templateUrl"));
    await use({ url });
    await dropDatabase(url);
  },
  prisma: async ({ database }, use) => {
    const prisma = connect(database.url, "vigil_app");
    await use(prisma);
    await prisma.$disconnect();
  },
  system: async ({ database }, use) => {
    const system = connect(database.url, "vigil_system");
    await use(system);
    await system.$disconnect();
  },
  seed: async ({ prisma }, use) => use(new Seed(prisma)),
});
