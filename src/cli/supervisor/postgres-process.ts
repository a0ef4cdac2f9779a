// The embedded database's keeper, a process of its own: it outlives a killed parent just long
// enough to stop the database, which a process killed with -9 could not do itself.
import { once } from "node:events";
import { loadConfig } from "../../platform/config.ts";
import { startPostgres } from "../../platform/embedded-postgres.ts";
import { announceReady, stopSignal } from "../../platform/lifecycle.ts";
import { createLogger } from "../../platform/logging.ts";

const stopping = stopSignal();
const config = loadConfig();
const log = createLogger({ level: config.logLevel });

try {
  const postgres = await startPostgres({ home: config.home, log });
  announceReady(postgres.url);
  if (!stopping.aborted) await once(stopping, "abort");
  await postgres.stop();
  process.exit(0);
} catch (error) {
  log.fatal({ err: error }, "The embedded database does not start.");
  process.exit(1);
}
