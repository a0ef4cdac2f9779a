import type { Prisma, PrismaClient } from "./generated/client.ts";

export type Transaction = Prisma.TransactionClient;

/**
 * The only door to tenant data. Postgres row-level security reads `app.tenant_id`, so a query
 * that forgets its `where` still cannot see another tenant's rows.
 */
export class TenantDatabase {
  constructor(
    private readonly prisma: PrismaClient,
    readonly tenantId: string,
  ) {}

  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.prisma.$transaction(async (tx) => {
      // `true` scopes the setting to this transaction: a pooled connection cannot leak it.
      await tx.$executeRaw`select set_config('app.tenant_id', ${this.tenantId}, true)`;
      return work(tx);
    });
  }
}
