import type { Command } from "commander";
import { loadConfig } from "../../platform/config.ts";
import { print, printJson, say } from "../terminal/print.ts";

export function addMigrate(program: Command): void {
  program
    .command("migrate")
    .description("Bring the database up to date: the one of DATABASE_URL, or the embedded one.")
    .option("--json", "print the migrations that were applied as JSON")
    .action(run);
}

async function run({ json }: { json?: true }): Promise<void> {
  const config = loadConfig();
  const { openDatabase } = await import("../supervisor/database.ts");
  const { migrate } = await import("../../platform/migrate.ts");
  const database = await openDatabase(config, { output: "inherit", report: say });
  try {
    const applied = await migrate(database.url);
    if (json) printJson({ applied });
    else print(applied.length === 0 ? "Nothing to apply." : `Applied: ${applied.join(", ")}`);
  } finally {
    await database.stop();
  }
}
