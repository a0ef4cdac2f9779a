import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { connect } from "../../platform/database.ts";
import { createTenant } from "../../platform/tenants.ts";

export interface Account {
  tenantId: string;
  email: string;
  password: string;
}

/** The demo's own tenant: made on the first run, found again on the next. */
export async function demoAccount(databaseUrl: string, home: string): Promise<Account> {
  const file = join(home, "account.json");
  const known = await readFile(file, "utf8").catch(() => undefined);
  if (known !== undefined) return JSON.parse(known) as Account;

  const prisma = connect(databaseUrl, "vigil_app");
  try {
    const suffix = randomBytes(3).toString("hex");
    const email = `demo-${suffix}@vigil.example`;
    const password = randomBytes(9).toString("base64url");
    const { tenantId } = await createTenant(prisma, { name: `Demo ${suffix}`, email, password });
    const account = { tenantId, email, password };
    await writeFile(file, JSON.stringify(account, null, 2), { mode: 0o600 });
    return account;
  } finally {
    await prisma.$disconnect();
  }
}
