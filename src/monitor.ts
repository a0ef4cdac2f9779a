import { randomUUID } from "node:crypto";
import { CameraFleet } from "./monitor/camera-fleet.ts";
import { ModelScorers } from "./monitor/model-scorers.ts";
import { ScoringEngine } from "./monitor/scoring-engine.ts";
import { loadConfig } from "./platform/config.ts";
import { connect } from "./platform/database.ts";
import { Events } from "./platform/events.ts";
import { announceReady, stopSignal } from "./platform/lifecycle.ts";
import { createLogger } from "./platform/logging.ts";
import { prepareStorage, resolveSource, storageFolders } from "./platform/storage.ts";
import { CameraLeases } from "./services/camera-leases.ts";

const stopping = stopSignal();
const config = loadConfig();
const log = createLogger({ level: config.logLevel, name: "monitor" });

async function main(): Promise<void> {
  const url = config.databaseUrl;
  if (!url) throw new Error("DATABASE_URL must be set: a monitor joins a database that runs.");
  await prepareStorage(config);
  const prisma = connect(url, "vigil_app");
  const system = connect(url, "vigil_system");
  const events = await Events.open(url, log);
  const engine = new ScoringEngine(storageFolders(config).weights);
  const monitorId = randomUUID();
  const fleet = new CameraFleet({
    monitorId,
    leaseSeconds: config.leaseSeconds,
    leases: new CameraLeases(system, monitorId, config.leaseSeconds),
    prisma,
    events,
    models: new ModelScorers(engine, log),
    resolve: (source, tenantId) => resolveSource(source, tenantId, config),
    log,
  });

  log.info({ monitorId }, "The monitor has started.");
  announceReady();
  // Without TensorFlow this process is of no use: another takes the cameras, and this one starts anew.
  await Promise.race([fleet.run(stopping), engine.died]);
  await engine.close();
  await events.close();
  await Promise.all([prisma.$disconnect(), system.$disconnect()]);
  log.info("The monitor has stopped.");
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log.fatal({ err: error }, error instanceof Error ? error.message : "The monitor failed.");
    process.exit(1);
  },
);
