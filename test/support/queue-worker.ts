// A process of its own that takes one job, says so and never finishes: to be killed.
import { pino } from "pino";
import { openQueue, work } from "../../src/jobs/queue.ts";
import { Rehearsal } from "./rehearsal-job.ts";

const [, , url = ""] = process.argv;
const queue = await openQueue(url, pino({ level: "silent" }));
await work(
  queue,
  Rehearsal,
  ({ tenantId }) => {
    console.log(tenantId);
    return new Promise(() => undefined);
  },
  { concurrency: 1 },
);
