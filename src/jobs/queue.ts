import { PgBoss, fromPrisma } from "pg-boss";
import type { Logger } from "pino";
import type { z } from "zod";
import { asRole } from "../platform/database.ts";
import type { Transaction } from "../platform/tenancy.ts";

/** What a job is called and what it carries; its handler is elsewhere. */
export interface JobDefinition<Payload extends TenantPayload> {
  name: string;
  payload: z.ZodType<Payload>;
  /** A worker that dies is noticed after this long, 10 or more, and its job taken over. */
  heartbeatSeconds: number;
}

/** Row-level security of the queue's table reads it. */
interface TenantPayload {
  tenantId: string;
}

export function defineJob<Payload extends TenantPayload>(
  job: JobDefinition<Payload>,
): JobDefinition<Payload> {
  return job;
}

export interface Queue {
  readonly boss: PgBoss;
  readonly closing: AbortController;
  /** Each queue is made once by each process, before its first use. */
  readonly made: Map<string, Promise<void>>;
}

const daySeconds = 24 * 60 * 60;

/** How often the living look for jobs of the dead. */
const superviseSeconds = 4;

export async function openQueue(url: string, log: Logger): Promise<Queue> {
  const boss = new PgBoss({
    ...asRole(url, "vigil_system"),
    max: 4,
    migrate: false,
    schedule: false,
    registerInstance: false,
    superviseIntervalSeconds: superviseSeconds,
    monitorIntervalSeconds: superviseSeconds,
  });
  boss.on("error", (error) => log.error(error, "The job queue failed."));
  boss.on("warning", ({ message, data }) => log.warn({ data }, message));
  await boss.start();
  return { boss, closing: new AbortController(), made: new Map() };
}

/** In the caller's transaction: the job exists if and only if the row it works on does. */
export async function enqueue<Payload extends TenantPayload>(
  queue: Queue,
  tx: Transaction,
  job: JobDefinition<Payload>,
  payload: Payload,
): Promise<void> {
  await make(queue, job.name);
  await queue.boss.send(job.name, job.payload.parse(payload), {
    db: fromPrisma(tx),
    heartbeatSeconds: job.heartbeatSeconds,
    // When to give up is a handler's to say, who knows whether the job got any further.
    retryLimit: 1_000_000,
    retryDelay: 1,
    // pg-boss takes no more; a longer run is aborted and goes on from its checkpoint.
    expireInSeconds: daySeconds - 1,
    retentionSeconds: 365 * daySeconds,
  });
}

export interface Delivery {
  /** 1 for the first. */
  attempt: number;
  /** The queue closes, or the job is no longer this worker's. */
  signal: AbortSignal;
}

export type JobHandler<Payload> = (payload: Payload, delivery: Delivery) => Promise<void>;

/** A handler that rejects, for whatever reason, puts its job back. It may see the same job twice. */
export async function work<Payload extends TenantPayload>(
  queue: Queue,
  job: JobDefinition<Payload>,
  handler: JobHandler<Payload>,
  { concurrency }: { concurrency: number },
): Promise<void> {
  await make(queue, job.name);
  const options = { batchSize: 1, localConcurrency: concurrency, pollingIntervalSeconds: 1 };
  await queue.boss.work(job.name, options, async (batch) => {
    for (const { data, retryCount, signal } of batch) {
      await handler(job.payload.parse(data), {
        attempt: retryCount + 1,
        signal: AbortSignal.any([signal, queue.closing.signal]),
      });
    }
  });
}

/** Aborts the handlers, so that others take their jobs over, and waits for them to return. */
export async function closeQueue({ boss, closing }: Queue, timeoutMs = 15_000): Promise<void> {
  closing.abort(new Error("The job queue is closing."));
  await boss.stop({ graceful: true, timeout: timeoutMs });
}

function make({ boss, made }: Queue, name: string): Promise<void> {
  let making = made.get(name);
  if (!making) {
    making = boss.createQueue(name);
    made.set(name, making);
    making.catch(() => made.delete(name));
  }
  return making;
}
