import { expect } from "vitest";
import { test } from "../support/fixtures.ts";

test("a tenant's rows are its own even for a query without a filter", async ({ prisma, seed }) => {
  const acme = await seed.tenant("Acme");
  await acme.camera();
  const globex = await seed.tenant("Globex");

  expect(await globex.row((tx) => tx.camera.findMany())).toEqual([]);
  expect(await prisma.camera.findMany()).toEqual([]); // no tenant set: nothing at all
  expect(await acme.row((tx) => tx.camera.count())).toBe(1);
});
