import type { Config } from "../platform/config.ts";
import { migrate } from "../platform/migrate.ts";
import { openDatabase, type Database } from "./supervisor/database.ts";
import { say } from "./terminal/print.ts";

/**
 * The database for the time of one command. The embedded one is nobody else's, so it is brought up
 * to date as well; one that DATABASE_URL names is left to `vigil migrate`.
 */
export async function withDatabase<Result>(
  config: Config,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const quiet = { ...config, logLevel: "warn" } as const;
  const database = await openDatabase(quiet, { output: "inherit", report: say });
  try {
    if (config.databaseUrl === undefined) await migrate(database.url);
    return await work(database);
  } finally {
    await database.stop();
  }
}
