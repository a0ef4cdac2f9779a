import { EvaluateModel } from "./jobs/evaluate-model.ts";
import { evaluateModel } from "./jobs/handlers/evaluate-model.ts";
import { trainModel } from "./jobs/handlers/train-model.ts";
import { closeQueue, openQueue, work } from "./jobs/queue.ts";
import { TrainModel } from "./jobs/train-model.ts";
import { loadConfig } from "./platform/config.ts";
import { connect } from "./platform/database.ts";
import { Events } from "./platform/events.ts";
import { announceReady, stopSignal } from "./platform/lifecycle.ts";
import { createLogger } from "./platform/logging.ts";
import { prepareStorage } from "./platform/storage.ts";

const stopping = stopSignal();
const config = loadConfig();
const log = createLogger({ level: config.logLevel, name: "worker" });

async function main(): Promise<void> {
  const url = config.databaseUrl;
  if (!url) throw new Error("DATABASE_URL must be set: a worker joins a database that runs.");
  await prepareStorage(config);
  const prisma = connect(url, "vigil_app");
  const events = await Events.open(url, log);
  const queue = await openQueue(url, log);
  const context = { prisma, events, config, log };

  // One of each: two trainings would only fight for the same cores, while a short evaluation need
  // not wait for a long training. More workers on more machines do more.
  await work(queue, TrainModel, trainModel(context), { concurrency: 1 });
  await work(queue, EvaluateModel, evaluateModel(context), { concurrency: 1 });
  log.info("The worker has started.");
  announceReady();

  await new Promise((resolve) => stopping.addEventListener("abort", resolve, { once: true }));
  await closeQueue(queue);
  await events.close();
  await prisma.$disconnect();
  log.info("The worker has stopped.");
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    log.fatal({ err: error }, error instanceof Error ? error.message : "The worker failed.");
    process.exit(1);
  },
);
