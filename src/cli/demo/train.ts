import { CommandFailed } from "../failure.ts";
import { setTimeout as pause } from "node:timers/promises";
import { startProgress, type Progress } from "../terminal/progress.ts";
import type { Api } from "./api.ts";

interface Job {
  status: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  error: string | null;
  model: { id: string; parameterCount: number } | null;
}

interface Update {
  progress: number;
  epoch: number;
  samplesPerSecond: number | null;
  remainingSeconds: number | null;
  loss: { total: number } | null;
}

const pollMs = 500;

/** Trains through the API and follows the job to its end. */
export async function train(
  api: Api,
  input: Record<string, unknown>,
  signal: AbortSignal,
): Promise<NonNullable<Job["model"]>> {
  const { startTraining } = await api.request<{ startTraining: { id: string } }>(
    `mutation ($input: StartTrainingInput!) { startTraining(input: $input) { id } }`,
    { input },
  );
  const jobId = startTraining.id;
  const progress = startProgress("Training", 1);
  const following = new AbortController();
  const done = Promise.allSettled([
    follow(api, jobId, progress, AbortSignal.any([signal, following.signal])),
  ]);
  try {
    const { status, error, model } = await finished(api, jobId, signal);
    if (!model)
      throw new CommandFailed(`Training ended ${status}: ${error ?? "no reason was given"}.`);
    return model;
  } finally {
    following.abort();
    await done;
    progress.stop();
  }
}

async function follow(
  api: Api,
  jobId: string,
  shown: Progress,
  signal: AbortSignal,
): Promise<void> {
  const updates = api.subscribe<{ trainingProgress: Update }>(
    `subscription ($jobId: ID!) {
      trainingProgress(jobId: $jobId) { progress epoch samplesPerSecond remainingSeconds loss { total } }
    }`,
    { jobId },
    signal,
  );
  for await (const { trainingProgress: update } of updates) {
    const { progress, epoch, loss, samplesPerSecond, remainingSeconds } = update;
    const notes = [
      ...(loss ? [`epoch ${epoch + 1}`, `loss ${loss.total.toFixed(4)}`] : []),
      ...(samplesPerSecond === null ? [] : [`${samplesPerSecond.toFixed(1)} samples/s`]),
      ...(remainingSeconds === null ? [] : [`${Math.ceil(remainingSeconds)} s left`]),
    ];
    shown.update(progress, notes.join(", "));
  }
}

async function finished(api: Api, id: string, signal: AbortSignal): Promise<Job> {
  for (;;) {
    const { trainingJob } = await api.request<{ trainingJob: Job }>(
      `query ($id: ID!) { trainingJob(id: $id) { status error model { id parameterCount } } }`,
      { id },
    );
    if (trainingJob.status !== "QUEUED" && trainingJob.status !== "RUNNING") return trainingJob;
    await pause(pollMs, undefined, { signal });
  }
}
