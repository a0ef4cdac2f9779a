import { createInterface } from "node:readline/promises";
import type { Command } from "commander";
import { loadConfig } from "../../platform/config.ts";
import { print, printJson } from "../terminal/print.ts";

export function addTenant(program: Command): void {
  program
    .command("tenant")
    .description("Make tenants.")
    .command("create")
    .description("Make a tenant and the member who owns it.")
    .argument("<name>", "the tenant's name")
    .requiredOption("--email <address>", "the owner's e-mail address, to sign in with")
    .requiredOption("--password-stdin", "read the owner's password from standard input, one line")
    .option("--json", "print the ids as JSON")
    .addHelpText(
      "after",
      "\nExample: vigil tenant create Acme --email ada@acme.org --password-stdin < secret",
    )
    .action(create);
}

async function create(name: string, options: { email: string; json?: true }): Promise<void> {
  const config = loadConfig();
  const password = await firstLine(process.stdin);
  const { withDatabase } = await import("../with-database.ts");
  const { connect } = await import("../../platform/database.ts");
  const { createTenant } = await import("../../platform/tenants.ts");

  const made = await withDatabase(config, async ({ url }) => {
    const prisma = connect(url, "vigil_app");
    try {
      return await createTenant(prisma, { name, email: options.email, password });
    } finally {
      await prisma.$disconnect();
    }
  });
  if (options.json) printJson(made);
  else print(`Tenant ${made.tenantId}, owned by ${options.email} (member ${made.memberId}).`);
}

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input });
  for await (const line of lines) return line;
  return "";
}
