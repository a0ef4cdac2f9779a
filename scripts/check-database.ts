/** Fails when the Prisma models and the migrations do not describe the same database. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "../src/platform/embedded-postgres.ts";
import { createLogger } from "../src/platform/logging.ts";
import { schemaDrift } from "../src/platform/migrate.ts";

const home = mkdtempSync(join(tmpdir(), "vigil-check-"));
const postgres = await startPostgres({ home, log: createLogger({ level: "warn" }) });
try {
  const drift = await schemaDrift(postgres.url);
  if (drift) {
    console.error(`database: the migrations lack what the Prisma models say:\n${drift}`);
    process.exitCode = 1;
  } else {
    console.log("database: Prisma models and migrations agree");
  }
} finally {
  await postgres.stop();
  rmSync(home, { recursive: true, force: true });
}
