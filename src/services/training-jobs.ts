import { ConflictError, InvalidInputError } from "../errors.ts";
import {
  savedSettings,
  SettingError,
  type ModelSettings,
  type Preset,
  type TrainingOptions,
} from "../engine/settings.ts";
import { planTraining, type FootageFacts } from "../engine/training-plan.ts";
import { enqueue, type Queue } from "../jobs/queue.ts";
import { TrainModel } from "../jobs/train-model.ts";
import type { Events } from "../platform/events.ts";
import type { LossPoint, TrainingJob as JobRow } from "../platform/generated/client.ts";
import type { JobStatus } from "../platform/generated/enums.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { freezeDataset } from "./datasets.ts";
import { checkName, checkNumber, find } from "./input.ts";
import { readPage, type Page, type PageInput } from "./page.ts";
import { sampleFrames } from "../engine/parameters.ts";
import { followTraining, progressOf, type TrainingProgress } from "./training-progress.ts";

export type TrainingJob = Omit<JobRow, "settings"> & { settings: ModelSettings; progress: number };

type Given<T> = { [Name in keyof T]?: T[Name] | null };

export interface StartTraining extends Given<Omit<TrainingOptions, "seed">> {
  datasetId: string;
  name?: string | null;
  preset: Preset;
  seed: number;
  settings?: Given<Omit<ModelSettings, "preset">> | null;
}

export class TrainingJobService {
  constructor(
    private readonly db: TenantDatabase,
    private readonly events: Events,
    private readonly queue: Queue,
  ) {}

  get(id: string): Promise<TrainingJob> {
    return this.db.transaction(async (tx) => toJob(await findJob(tx, id)));
  }

  /** Those that exist, in no order. */
  getMany(ids: readonly string[]): Promise<TrainingJob[]> {
    return this.db.transaction(async (tx) => {
      const rows = await tx.trainingJob.findMany({ where: { id: { in: [...ids] } } });
      return rows.map(toJob);
    });
  }

  list({ status, ...page }: PageInput & { status?: JobStatus | null }): Promise<Page<TrainingJob>> {
    const where = status == null ? {} : { status };
    return this.db.transaction((tx) =>
      readPage(page, {
        order: "newest first",
        rows: async ({ where: window, ...rest }) =>
          (await tx.trainingJob.findMany({ where: { ...where, ...window }, ...rest })).map(toJob),
        count: () => tx.trainingJob.count({ where }),
      }),
    );
  }

  async start(input: StartTraining): Promise<TrainingJob> {
    resolveTraining(input, []); // before the dataset is frozen for it
    const name = input.name == null ? undefined : checkName("input.name", input.name);
    return this.db.transaction(async (tx) => {
      const dataset = await freezeDataset(tx, input.datasetId);
      const clips = await requireFootage(tx, dataset.id);
      const { settings, options, advice } = resolveTraining(input, clips);
      const job = await tx.trainingJob.create({
        data: {
          ...options,
          advice,
          datasetId: dataset.id,
          name: name ?? dataset.name,
          settings: { ...settings },
        },
      });
      const { tenantId } = this.db;
      await enqueue(this.queue, tx, TrainModel, { tenantId, trainingJobId: job.id });
      return toJob(job);
    });
  }

  /** Cancelling twice is cancelling once. */
  cancel(id: string): Promise<TrainingJob> {
    return this.db.transaction(async (tx) => {
      const before = await findJob(tx, id);
      const { count } = await tx.trainingJob.updateMany({
        where: { id: before.id, status: { in: ["QUEUED", "RUNNING"] } },
        data: { status: "CANCELLED", finishedAt: new Date() },
      });
      const job = await findJob(tx, id);
      if (count === 1) {
        const { tenantId } = this.db;
        await this.events.publish(tx, "trainingCancelled", { tenantId, jobId: job.id });
        await this.events.publish(tx, "trainingProgress", { tenantId, ...progressOf(job) });
      } else if (job.status !== "CANCELLED") {
        throw new ConflictError(`This training has already ${ended[job.status]}.`);
      }
      return toJob(job);
    });
  }

  /** The loss history in at most `maxPoints`; of each stretch the last, or the last that was validated. */
  losses(jobId: string, maxPoints?: number | null): Promise<Omit<LossPoint, "tenantId">[]> {
    const points = checkNumber("maxPoints", maxPoints ?? 1000, {
      from: 1,
      to: 5000,
      integer: true,
    });
    return this.db.transaction(async (tx) => {
      const { id } = await findJob(tx, jobId);
      return tx.$queryRaw<LossPoint[]>`
        select distinct on ("stretch") "l".*
        from (select *, ntile(${points}::int) over (order by "step") as "stretch"
              from "LossPoint" where "trainingJobId" = ${id}::uuid) as "l"
        order by "stretch", ("validation" is null), "step" desc`;
    });
  }

  /** Where it stands, then each step of the way until it ends. */
  async follow(id: string, signal?: AbortSignal): Promise<AsyncIterableIterator<TrainingProgress>> {
    const read = () => this.db.transaction(async (tx) => progressOf(await findJob(tx, id)));
    const { jobId } = await read();
    return followTraining(this.events, { tenantId: this.db.tenantId, jobId }, read, signal);
  }
}

const ended: Record<JobStatus, string> = {
  QUEUED: "begun",
  RUNNING: "begun",
  SUCCEEDED: "succeeded",
  FAILED: "failed",
  CANCELLED: "been cancelled",
};

export function findJob(tx: Transaction, id: string): Promise<JobRow> {
  return find("Training job", id, (found) => tx.trainingJob.findUnique({ where: { id: found } }));
}

function toJob(row: JobRow): TrainingJob {
  const settings = savedSettings(row.settings as object);
  return { ...row, settings, progress: progressOf(row).progress };
}

function resolveTraining(
  { preset, settings, ...input }: StartTraining,
  clips: readonly FootageFacts[],
) {
  try {
    const options = {
      ...given({
        epochs: input.epochs,
        batchSize: input.batchSize,
        learningRate: input.learningRate,
        maxSeconds: input.maxSeconds,
        earlyStop: input.earlyStop,
        discretisationWeight: input.discretisationWeight,
        spatialWeight: input.spatialWeight,
        temporalWeight: input.temporalWeight,
        motionWeight: input.motionWeight,
      }),
      seed: input.seed,
    };
    return planTraining(preset, { settings: given(settings ?? {}), options }, clips);
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    const { argument, message } = error;
    const place = settings && argument in settings ? "input.settings" : "input";
    throw new InvalidInputError(`${place}.${argument}`, `${place}.${message}`);
  }
}

function given<T extends object>(values: T): { [Name in keyof T]?: NonNullable<T[Name]> } {
  const entries = Object.entries(values).filter(([, value]) => value != null);
  return Object.fromEntries(entries) as { [Name in keyof T]?: NonNullable<T[Name]> };
}

async function requireFootage(tx: Transaction, datasetId: string): Promise<FootageFacts[]> {
  const usable = await tx.clip.findMany({
    where: { datasetId, split: "TRAIN", frameCount: { gte: sampleFrames } },
    select: { frameCount: true, frameRate: true, width: true, height: true },
  });
  if (usable.length > 0) return usable;
  throw new InvalidInputError(
    "input.datasetId",
    `input.datasetId must name a dataset with a TRAIN clip of ${sampleFrames} frames or more.`,
  );
}
