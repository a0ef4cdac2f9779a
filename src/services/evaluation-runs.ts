import type { Events } from "../platform/events.ts";
import type { JobStatus } from "../platform/generated/enums.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { attemptsWithoutProgress } from "./training-runs.ts";

export interface EvaluationAttempt {
  evaluationId: string;
  attempt: number;
}

export interface EvaluationRun extends EvaluationAttempt {
  weightsSha256: string;
  /** Frames of all test clips; of those `remaining` are not scored yet. */
  frameCount: number;
  remaining: { id: string; name: string; source: string; frameRate: number; frameCount: number }[];
}

/** The life of an evaluation while workers run it. */
export class EvaluationRuns {
  constructor(
    private readonly db: TenantDatabase,
    private readonly events: Events,
  ) {}

  /** Undefined when nothing is to be done: the evaluation is over, or has crashed too often. */
  begin(evaluationId: string): Promise<EvaluationRun | undefined> {
    return this.db.transaction(async (tx) => {
      const { count } = await tx.evaluation.updateMany({
        where: { id: evaluationId, status: { in: ["QUEUED", "RUNNING"] } },
        data: { status: "RUNNING", attempt: { increment: 1 }, crashes: { increment: 1 } },
      });
      if (count === 0) return undefined;
      const evaluation = await tx.evaluation.findUniqueOrThrow({
        where: { id: evaluationId },
        include: {
          model: { select: { weightsSha256: true } },
          clips: { select: { clipId: true } },
        },
      });
      const run = { evaluationId, attempt: evaluation.attempt };
      if (evaluation.crashes > attemptsWithoutProgress) {
        const error = `The worker crashed ${attemptsWithoutProgress} times in a row without getting any further.`;
        await this.#finish(tx, run, { status: "FAILED", error });
        return undefined;
      }
      if (!evaluation.startedAt) {
        await tx.evaluation.update({
          where: { id: evaluationId },
          data: { startedAt: new Date() },
        });
      }
      await this.#publish(tx, evaluationId);

      const clips = await tx.clip.findMany({
        where: { datasetId: evaluation.datasetId, split: "TEST" },
        orderBy: [{ name: "asc" }, { id: "asc" }],
        select: { id: true, name: true, source: true, frameRate: true, frameCount: true },
      });
      const scored = new Set(evaluation.clips.map(({ clipId }) => clipId));
      return {
        ...run,
        weightsSha256: evaluation.model.weightsSha256,
        frameCount: clips.reduce((sum, clip) => sum + clip.frameCount, 0),
        remaining: clips.filter(({ id }) => !scored.has(id)),
      };
    });
  }

  async isCurrent(run: EvaluationAttempt): Promise<boolean> {
    return this.db.transaction(async (tx) => (await tx.evaluation.count(current(run))) === 1);
  }

  /** Whether no attempt will ever run again. */
  async isOver(evaluationId: string): Promise<boolean> {
    const where = { id: evaluationId, status: { in: over } };
    return this.db.transaction(async (tx) => (await tx.evaluation.count({ where })) === 1);
  }

  /** False when the attempt no longer counts; nothing is written then. */
  report(
    run: EvaluationAttempt,
    { progress, framesPerSecond }: { progress: number; framesPerSecond?: number },
  ): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const data = { progress, ...(framesPerSecond === undefined ? {} : { framesPerSecond }) };
      const { count } = await tx.evaluation.updateMany({ ...current(run), data });
      if (count === 1) await this.#publish(tx, run.evaluationId);
      return count === 1;
    });
  }

  /** Keeps one clip's terms, so that a later attempt need not score it again. */
  keepClip(
    run: EvaluationAttempt,
    clip: { clipId: string; firstFrame: number; terms: Uint8Array<ArrayBuffer> },
  ): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const { count } = await tx.evaluation.updateMany({ ...current(run), data: { crashes: 0 } });
      if (count === 0) return false;
      await tx.clipScores.create({ data: { ...clip, evaluationId: run.evaluationId } });
      return true;
    });
  }

  /** The worker stops in order: another one goes on, and no crash is counted. */
  async release(run: EvaluationAttempt): Promise<void> {
    await this.db.transaction((tx) =>
      tx.evaluation.updateMany({ ...current(run), data: { status: "QUEUED", crashes: 0 } }),
    );
  }

  fail(run: EvaluationAttempt, error: string): Promise<boolean> {
    return this.db.transaction((tx) => this.#finish(tx, run, { status: "FAILED", error }));
  }

  succeed(run: EvaluationAttempt): Promise<boolean> {
    return this.db.transaction((tx) => this.#finish(tx, run, { status: "SUCCEEDED", progress: 1 }));
  }

  async #finish(
    tx: Transaction,
    run: EvaluationAttempt,
    outcome: { status: "FAILED" | "SUCCEEDED"; error?: string; progress?: number },
  ): Promise<boolean> {
    const data = { ...outcome, finishedAt: new Date() };
    const { count } = await tx.evaluation.updateMany({ ...current(run), data });
    if (count === 1) await this.#publish(tx, run.evaluationId);
    return count === 1;
  }

  #publish(tx: Transaction, evaluationId: string): Promise<void> {
    const { tenantId } = this.db;
    return this.events.publish(tx, "evaluationChanged", { tenantId, evaluationId });
  }
}

const over: JobStatus[] = ["SUCCEEDED", "FAILED", "CANCELLED"];

const current = ({ evaluationId, attempt }: EvaluationAttempt) =>
  ({ where: { id: evaluationId, attempt, status: "RUNNING" } }) as const;
