import type { TrainingOptions } from "../engine/settings.ts";
import type { Events } from "../platform/events.ts";
import type { Prisma } from "../platform/generated/client.ts";
import type { JobStatus } from "../platform/generated/enums.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";

/** An attempt that has been given up for dead must not write: it is told apart by its number. */
export interface TrainingAttempt {
  jobId: string;
  attempt: number;
}

export interface TrainingRun extends TrainingAttempt {
  datasetId: string;
  settings: object;
  options: TrainingOptions;
  clips: { id: string; name: string; source: string; frameRate: number }[];
}

export interface LossValues {
  step: number;
  total: number;
  spatialPrediction?: number;
  temporalPrediction?: number;
  discretisation?: number;
  validation?: number;
}

export interface TrainingReport {
  step: number;
  totalSteps: number;
  epoch: number;
  samplesPerSecond?: number;
  remainingSeconds?: number;
  loss?: LossValues;
}

export interface TrainedWeights {
  weightsSha256: string;
  parameterCount: number;
  calibration: object;
}

export interface TrainingOutcome extends TrainedWeights {
  stoppedEarly: boolean;
}

/** This many attempts in a row that get no further than the one before end a job. */
export const attemptsWithoutProgress = 5;

/** The life of a training job while workers run it. */
export class TrainingRuns {
  constructor(
    private readonly db: TenantDatabase,
    private readonly events: Events,
  ) {}

  /** Undefined when nothing is to be done: the job is over, or has crashed too often. */
  begin(jobId: string): Promise<TrainingRun | undefined> {
    return this.db.transaction(async (tx) => {
      const { count } = await tx.trainingJob.updateMany({
        where: { id: jobId, status: { in: ["QUEUED", "RUNNING"] } },
        data: { status: "RUNNING", attempt: { increment: 1 }, crashes: { increment: 1 } },
      });
      if (count === 0) return undefined;
      const job = await tx.trainingJob.findUniqueOrThrow({ where: { id: jobId } });
      const run = { jobId, attempt: job.attempt };
      if (job.crashes > attemptsWithoutProgress) {
        const error = `The worker crashed ${attemptsWithoutProgress} times in a row without getting any further.`;
        await this.#finish(tx, run, { status: "FAILED", error });
        return undefined;
      }
      if (!job.startedAt) {
        await tx.trainingJob.update({ where: { id: jobId }, data: { startedAt: new Date() } });
      }
      await this.#publish(tx, job);
      return {
        ...run,
        datasetId: job.datasetId,
        settings: job.settings as object,
        options: {
          epochs: job.epochs,
          batchSize: job.batchSize,
          learningRate: job.learningRate,
          seed: job.seed,
          ...given(job, "maxSeconds"),
          ...given(job, "earlyStop"),
          ...given(job, "discretisationWeight"),
          ...given(job, "spatialWeight"),
          ...given(job, "temporalWeight"),
          ...given(job, "motionWeight"),
        },
        clips: await tx.clip.findMany({
          where: { datasetId: job.datasetId, split: "TRAIN" },
          orderBy: [{ name: "asc" }, { id: "asc" }],
          select: { id: true, name: true, source: true, frameRate: true },
        }),
      };
    });
  }

  /** Whether the attempt still counts: it has not been cancelled, nor another taken its place. */
  async isCurrent(run: TrainingAttempt): Promise<boolean> {
    return this.db.transaction(async (tx) => (await tx.trainingJob.count(current(run))) === 1);
  }

  /** Whether no attempt will ever run again. */
  async isOver(jobId: string): Promise<boolean> {
    const where = { id: jobId, status: { in: over } };
    return this.db.transaction(async (tx) => (await tx.trainingJob.count({ where })) === 1);
  }

  /** False when the attempt no longer counts; nothing is written then. */
  report(
    run: TrainingAttempt,
    { step, totalSteps, epoch, samplesPerSecond, remainingSeconds, loss }: TrainingReport,
    losses: readonly LossValues[],
  ): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      const [job] = await tx.$queryRaw<{ step: number }[]>`
        select "step" from "TrainingJob"
        where "id" = ${run.jobId}::uuid and "attempt" = ${run.attempt} and "status" = 'RUNNING'
        for update`;
      if (!job) return false;
      await tx.trainingJob.update({
        where: { id: run.jobId },
        data: {
          // An attempt that repeats steps since the checkpoint shows no progress lost.
          step: Math.min(Math.max(step, job.step), totalSteps),
          totalSteps,
          samplesPerSecond: samplesPerSecond ?? null,
          ...(step > job.step ? { crashes: 0 } : {}),
        },
      });
      await tx.lossPoint.createMany({
        data: losses.map((point) => ({ ...point, trainingJobId: run.jobId })),
        skipDuplicates: true,
      });
      await this.events.publish(tx, "trainingProgress", {
        tenantId: this.db.tenantId,
        jobId: run.jobId,
        status: "RUNNING",
        progress: totalSteps > 0 ? Math.min(step / totalSteps, 1) : 0,
        step,
        totalSteps,
        epoch,
        ...(loss ? { loss } : {}),
        ...(samplesPerSecond === undefined ? {} : { samplesPerSecond }),
        ...(remainingSeconds === undefined ? {} : { remainingSeconds }),
      });
      return true;
    });
  }

  /** Adds to the job's advice what it does not say yet: another attempt finds the same. */
  async advise(run: TrainingAttempt, advice: readonly string[]): Promise<void> {
    await this.db.transaction(async (tx) => {
      const job = await tx.trainingJob.findFirst(current(run));
      const added = advice.filter((line) => !job?.advice.includes(line));
      if (added.length === 0) return;
      await tx.trainingJob.updateMany({ ...current(run), data: { advice: { push: added } } });
    });
  }

  /** The worker stops in order: another one goes on, and no crash is counted. */
  async release(run: TrainingAttempt): Promise<void> {
    await this.db.transaction((tx) =>
      tx.trainingJob.updateMany({
        ...current(run),
        data: { status: "QUEUED", crashes: { decrement: 1 } },
      }),
    );
  }

  /** False when the attempt no longer counts. */
  fail(run: TrainingAttempt, error: string): Promise<boolean> {
    return this.db.transaction((tx) => this.#finish(tx, run, { status: "FAILED", error }));
  }

  /** Makes the model and ends the job, or does neither: false when the attempt no longer counts. */
  succeed(run: TrainingAttempt, { stoppedEarly, ...weights }: TrainingOutcome): Promise<boolean> {
    return this.db.transaction(async (tx) => {
      if (!(await this.#finish(tx, run, { status: "SUCCEEDED", stoppedEarly }))) return false;
      const job = await tx.trainingJob.findUniqueOrThrow({ where: { id: run.jobId } });
      // Two jobs of one name that end together must not get the same version.
      await tx.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${this.db.tenantId + job.name}, 0))`;
      const { _max } = await tx.model.aggregate({
        where: { name: job.name },
        _max: { version: true },
      });
      await tx.model.create({
        data: {
          ...weights,
          calibration: weights.calibration,
          name: job.name,
          version: (_max.version ?? 0) + 1,
          datasetId: job.datasetId,
          trainingJobId: job.id,
          settings: job.settings as Prisma.InputJsonObject,
        },
      });
      return true;
    });
  }

  async #finish(
    tx: Transaction,
    run: TrainingAttempt,
    outcome: { status: "FAILED" | "SUCCEEDED"; error?: string; stoppedEarly?: boolean },
  ): Promise<boolean> {
    const data = { ...outcome, finishedAt: new Date() };
    const { count } = await tx.trainingJob.updateMany({ ...current(run), data });
    if (count === 0) return false;
    if (outcome.status === "SUCCEEDED") {
      // Its time may have ended it before its epochs did: this many steps there were.
      await tx.$executeRaw`
        update "TrainingJob" set "totalSteps" = "step" where "id" = ${run.jobId}::uuid`;
    }
    await this.#publish(tx, await tx.trainingJob.findUniqueOrThrow({ where: { id: run.jobId } }));
    return true;
  }

  async #publish(tx: Transaction, job: Prisma.TrainingJobGetPayload<object>): Promise<void> {
    const { id: jobId, status, step, totalSteps, epochs } = job;
    const progress = status === "SUCCEEDED" ? 1 : totalSteps > 0 ? step / totalSteps : 0;
    const epoch = Math.floor(progress * epochs);
    const { tenantId } = this.db;
    await this.events.publish(tx, "trainingProgress", {
      ...{ tenantId, jobId, status, progress, step, totalSteps, epoch },
    });
  }
}

/** An option as the engine knows it: not there when nobody gave it. */
const given = <Name extends keyof TrainingOptions>(
  options: { [Key in Name]: TrainingOptions[Key] | null },
  name: Name,
) =>
  (options[name] === null ? {} : { [name]: options[name] }) as Partial<Pick<TrainingOptions, Name>>;

const over: JobStatus[] = ["SUCCEEDED", "FAILED", "CANCELLED"];

const current = ({ jobId, attempt }: TrainingAttempt) =>
  ({ where: { id: jobId, attempt, status: "RUNNING" } }) as const;
