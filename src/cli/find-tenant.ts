import { z } from "zod";
import { NotFoundError } from "../errors.ts";
import { connect } from "../platform/database.ts";
import { normaliseEmail } from "../platform/sessions.ts";
import { TenantDatabase } from "../platform/tenancy.ts";

/** A tenant's id, given itself or the e-mail address of one of its members. */
export async function findTenant(databaseUrl: string, idOrEmail: string): Promise<string> {
  const tenantId = idOrEmail.includes("@")
    ? await tenantOfMember(databaseUrl, idOrEmail)
    : idOrEmail;
  if (!z.uuid().safeParse(tenantId).success) throw new NotFoundError("Tenant", idOrEmail);

  const prisma = connect(databaseUrl, "vigil_app");
  try {
    const database = new TenantDatabase(prisma, tenantId);
    const found = await database.transaction((tx) =>
      tx.tenant.findUnique({ where: { id: tenantId } }),
    );
    if (!found) throw new NotFoundError("Tenant", idOrEmail);
    return tenantId;
  } finally {
    await prisma.$disconnect();
  }
}

async function tenantOfMember(databaseUrl: string, email: string): Promise<string> {
  const prisma = connect(databaseUrl, "vigil_system");
  try {
    const member = await prisma.member.findUnique({ where: { email: normaliseEmail(email) } });
    if (!member) throw new NotFoundError("Member", email);
    return member.tenantId;
  } finally {
    await prisma.$disconnect();
  }
}
