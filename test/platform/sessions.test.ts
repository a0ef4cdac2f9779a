import { describe, expect } from "vitest";
import { ConflictError, InvalidInputError, UnauthenticatedError } from "../../src/errors.ts";
import { hashPassword, resolveSession, signIn } from "../../src/platform/sessions.ts";
import { createTenant } from "../../src/platform/tenants.ts";
import { TenantDatabase } from "../../src/platform/tenancy.ts";
import { test } from "../support/fixtures.ts";

const owner = { name: "Acme", email: "owner@acme.example", password: "correct horse" };

describe("signing in", () => {
  test("gives a token that stands for the member", async ({ prisma, system }) => {
    const { tenantId, memberId } = await createTenant(prisma, owner);

    const session = await signIn(system, " Owner@ACME.example ", owner.password);

    expect(session).toMatchObject({ tenantId, memberId, role: "OWNER" });
    expect(await resolveSession(system, session.token)).toEqual({
      tenantId,
      memberId,
      role: "OWNER",
      expiresAt: session.expiresAt,
    });
  });

  test("tells a wrong password from an unknown address to nobody", async ({ prisma, system }) => {
    await createTenant(prisma, owner);
    const refusals = await Promise.allSettled([
      signIn(system, owner.email, "wrong horse"),
      signIn(system, "nobody@acme.example", owner.password),
    ]);

    const [first, second] = refusals.map((refusal) =>
      refusal.status === "rejected" ? (refusal.reason as Error) : undefined,
    );
    expect(first).toBeInstanceOf(UnauthenticatedError);
    expect(second?.message).toBe(first?.message);
  });

  test("stores neither token nor password", async ({ prisma, system }) => {
    await createTenant(prisma, owner);
    const { token } = await signIn(system, owner.email, owner.password);

    const stored = JSON.stringify([
      await system.session.findMany(),
      await system.member.findMany(),
    ]);
    expect(stored).not.toContain(token);
    expect(stored).not.toContain(owner.password);
    expect(await hashPassword("same")).not.toBe(await hashPassword("same"));
  });
});

describe("a token", () => {
  test("means nothing when it was never given", async ({ system }) => {
    expect(await resolveSession(system, "made-up")).toBeUndefined();
  });

  test("means nothing after its time", async ({ prisma, system }) => {
    const { tenantId, memberId } = await createTenant(prisma, owner);
    const { token } = await signIn(system, owner.email, owner.password);
    const { tokenHash } = await system.session.findFirstOrThrow();
    await system.session.deleteMany();
    const expiresAt = new Date(Date.now() - 1);
    await system.session.create({ data: { tenantId, memberId, tokenHash, expiresAt } });

    expect(await resolveSession(system, token)).toBeUndefined();
  });

  test("means nothing once its member has left", async ({ prisma, system }) => {
    const { tenantId } = await createTenant(prisma, owner);
    const { token } = await signIn(system, owner.email, owner.password);
    await new TenantDatabase(prisma, tenantId).transaction((tx) => tx.member.deleteMany());

    expect(await resolveSession(system, token)).toBeUndefined();
  });
});

describe("creating a tenant", () => {
  test("makes both the tenant and its owner or neither", async ({ prisma, database }) => {
    await createTenant(prisma, owner);
    const again = createTenant(prisma, { ...owner, name: "Globex" });

    await expect(again).rejects.toThrow(ConflictError);
    const { tenantId } = await createTenant(prisma, { ...owner, email: "other@acme.example" });
    const db = new TenantDatabase(prisma, tenantId);
    expect(database.url).toBeDefined();
    expect(await db.transaction((tx) => tx.member.count())).toBe(1);
  });

  test.for([
    ["name", { name: " " }],
    ["email", { email: "nobody" }],
    ["password", { password: "short" }],
  ] as const)("names the %s that is not accepted", async ([path, wrong], { prisma }) => {
    const refusal = await createTenant(prisma, { ...owner, ...wrong }).catch((e: unknown) => e);
    expect(refusal).toBeInstanceOf(InvalidInputError);
    expect(refusal).toMatchObject({ path });
  });
});
