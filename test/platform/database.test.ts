import { expect } from "vitest";
import { connect } from "../../src/platform/database.ts";
import { test } from "../support/fixtures.ts";

test("a connection has its role, whatever options the URL brings", async ({ database }) => {
  const url = `${database.url}?options=${encodeURIComponent("-c statement_timeout=4321 -c role=none")}`;
  const prisma = connect(url, "vigil_app");

  const [session] = await prisma.$queryRaw<{ role: string; timeout: string }[]>`
    select current_user::text as role, current_setting('statement_timeout') as timeout`;
  await prisma.$disconnect();

  expect(session).toEqual({ role: "vigil_app", timeout: "4321ms" });
});
