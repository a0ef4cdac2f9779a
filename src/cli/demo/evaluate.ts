import { CommandFailed } from "../failure.ts";
import { setTimeout as pause } from "node:timers/promises";
import { startProgress } from "../terminal/progress.ts";
import type { Api } from "./api.ts";

export interface Result {
  normalisation: string;
  streams: string;
  smoothing: number;
  auc: number;
  aucLow: number;
  aucHigh: number;
}

interface Evaluation {
  status: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
  progress: number;
  error: string | null;
  frameCount: number;
  anomalousFrameCount: number;
  results: Result[];
}

const pollMs = 500;

/** Evaluates through the API and waits for the figures. */
export async function evaluate(
  api: Api,
  input: { modelId: string; datasetId: string },
  signal: AbortSignal,
): Promise<Evaluation> {
  const { startEvaluation } = await api.request<{ startEvaluation: { id: string } }>(
    `mutation ($input: StartEvaluationInput!) { startEvaluation(input: $input) { id } }`,
    { input },
  );
  const bar = startProgress("Evaluating", 1);
  try {
    for (;;) {
      const { evaluation } = await api.request<{ evaluation: Evaluation }>(
        `query ($id: ID!) {
          evaluation(id: $id) {
            status progress error frameCount anomalousFrameCount
            results { normalisation streams smoothing auc aucLow aucHigh }
          }
        }`,
        { id: startEvaluation.id },
      );
      const { status, progress, error } = evaluation;
      bar.update(progress);
      if (status === "SUCCEEDED") return evaluation;
      if (status !== "QUEUED" && status !== "RUNNING") {
        throw new CommandFailed(`Evaluation ended ${status}: ${error ?? "no reason was given"}.`);
      }
      await pause(pollMs, undefined, { signal });
    }
  } finally {
    bar.stop();
  }
}
