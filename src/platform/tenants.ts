import { randomUUID } from "node:crypto";
import { z } from "zod";
import { ConflictError, InvalidInputError } from "../errors.ts";
import { violatesUnique } from "./database.ts";
import type { PrismaClient } from "./generated/client.ts";
import { hashPassword, normaliseEmail } from "./sessions.ts";
import { TenantDatabase } from "./tenancy.ts";

const shortestPassword = 8;

/** A tenant and the member who owns it: both or neither. */
export async function createTenant(
  prismaApp: PrismaClient,
  input: { name: string; email: string; password: string },
): Promise<{ tenantId: string; memberId: string }> {
  const name = input.name.trim();
  const email = normaliseEmail(input.email);
  if (name === "") throw new InvalidInputError("name", "A tenant's name may not be empty.");
  if (!z.email().safeParse(email).success) {
    throw new InvalidInputError("email", `“${input.email}” is not an e-mail address.`);
  }
  if (input.password.length < shortestPassword) {
    throw new InvalidInputError(
      "password",
      `A password has ${shortestPassword} characters or more.`,
    );
  }
  const passwordHash = await hashPassword(input.password);

  const tenantId = randomUUID();
  return new TenantDatabase(prismaApp, tenantId).transaction(async (tx) => {
    await tx.tenant.create({ data: { id: tenantId, name } });
    try {
      const member = await tx.member.create({ data: { email, passwordHash, role: "OWNER" } });
      return { tenantId, memberId: member.id };
    } catch (error) {
      if (violatesUnique(error)) throw new ConflictError(`A member with ${email} already exists.`);
      throw error;
    }
  });
}
