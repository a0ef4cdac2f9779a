import { missed, type EventMap, type Events } from "../platform/events.ts";
import type { TrainingJob } from "../platform/generated/client.ts";
import { persistently } from "./persistently.ts";
import { stoppable } from "./stoppable.ts";

export type TrainingProgress = Omit<EventMap["trainingProgress"], "tenantId">;

/** What the row alone tells: what is measured between two rows is in the events only. */
export function progressOf(job: TrainingJob): TrainingProgress {
  const { id: jobId, status, step, totalSteps, epochs } = job;
  const progress = status === "SUCCEEDED" ? 1 : totalSteps > 0 ? Math.min(step / totalSteps, 1) : 0;
  const { samplesPerSecond } = job;
  return {
    ...{ jobId, status, progress, step, totalSteps, epoch: Math.floor(progress * epochs) },
    ...(samplesPerSecond !== null && { samplesPerSecond }),
  };
}

/** Begins with what `read` tells and ends with the job. */
export function followTraining(
  events: Events,
  { tenantId, jobId }: { tenantId: string; jobId: string },
  read: () => Promise<TrainingProgress>,
  signal?: AbortSignal,
): AsyncIterableIterator<TrainingProgress> {
  return stoppable(signal, async function* (stopping) {
    const steps = events.subscribe(
      "trainingProgress",
      stopping,
      (event) => event.tenantId === tenantId && event.jobId === jobId,
    );
    // Read after subscribing, so that nothing between is missed.
    let latest = await persistently(read, stopping);
    while (latest) {
      yield latest;
      if (isOver(latest)) return;
      const next = await steps.next();
      if (next.done) return;
      latest = next.value === missed ? await persistently(read, stopping) : next.value;
    }
  });
}

const isOver = ({ status }: TrainingProgress) => status !== "QUEUED" && status !== "RUNNING";
