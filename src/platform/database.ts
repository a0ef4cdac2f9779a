import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "./generated/client.ts";

export type DatabaseRole = "vigil_app" | "vigil_system";

/** One login, two roles: a connection takes the role on before its first statement. */
export function asRole(url: string, role: DatabaseRole) {
  // The URL's own options would otherwise replace ours, and with them the role.
  const address = new URL(url);
  const given = address.searchParams.get("options") ?? "";
  address.searchParams.delete("options");
  return { connectionString: address.href, options: `${given} -c role=${role}`.trim() };
}

/** `vigil_app` for tenants' rows, through `TenantDatabase`; `vigil_system` for what names no tenant. */
export function connect(url: string, role: DatabaseRole): PrismaClient {
  const adapter = new PrismaPg({
    ...asRole(url, role),
    max: 10,
    connectionTimeoutMillis: 10_000,
    application_name: role,
  });
  return new PrismaClient({ adapter, transactionOptions: { maxWait: 10_000, timeout: 30_000 } });
}

/** Whether a query failed because a row with the same unique value is there already. */
export function violatesUnique(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";
}
