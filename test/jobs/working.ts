import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EvaluateModel } from "../../src/jobs/evaluate-model.ts";
import { closeQueue, enqueue, openQueue, type Queue } from "../../src/jobs/queue.ts";
import { TrainModel } from "../../src/jobs/train-model.ts";
import { Events, missed, type EventMap } from "../../src/platform/events.ts";
import type {
  Dataset,
  Evaluation,
  Model,
  Prisma,
  TrainingJob,
} from "../../src/platform/generated/client.ts";
import { createLogger } from "../../src/platform/logging.ts";
import { storageFolders } from "../../src/platform/storage.ts";
import { encode } from "../../src/video/encode.ts";
import { test as base } from "../support/fixtures.ts";
import type { SeededTenant } from "../support/seed.ts";
import { until } from "../support/until.ts";
import { startVigilProcess, type VigilProcess } from "../support/vigil-process.ts";

const size = { width: 32, height: 32 };
const frameCount = 40;

/** Processes start and networks learn in their own time; on a busy machine that is long. */
export const patience = { timeout: 150_000 };

/** A bright square on its way over noise. */
export function* footage(seed: number): Generator<Uint8Array> {
  const { width, height } = size;
  for (let frame = 0; frame < frameCount; frame++) {
    yield Uint8Array.from({ length: width * height }, (_, pixel) => {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      const inside = (x - frame - seed + 1000) % 16 < 6 && y > 8 && y < 20;
      return (inside ? 200 : 60) + ((pixel * 31 + frame * 17 + seed) % 12);
    });
  }
}

/** A tenant whose jobs are done by real workers, each in a process of its own. */
export class Working {
  readonly #workers: VigilProcess[] = [];

  constructor(
    readonly tenant: SeededTenant,
    readonly home: string,
    private readonly databaseUrl: string,
    private readonly events: Events,
    private readonly queue: Queue,
  ) {}

  async worker(): Promise<VigilProcess> {
    const { databaseUrl, home } = this;
    const worker = await startVigilProcess("worker", { databaseUrl, home });
    this.#workers.push(worker);
    return worker;
  }

  async dataset(): Promise<Dataset> {
    const dataset = await this.tenant.dataset({ status: "READY" });
    for (const [index, split] of (["TRAIN", "TRAIN", "TEST", "TEST"] as const).entries()) {
      await this.clip(dataset, `${split}-${index}.mp4`, split);
    }
    return dataset;
  }

  /** Rendered under the media folder, forty frames long unless given. */
  async clip(
    { id: datasetId }: Dataset,
    name: string,
    split: "TRAIN" | "TEST",
    frames: readonly Uint8Array[] = [...footage(name.length)],
  ) {
    const path = join(this.home, "media", name);
    await encode(path, frames, { ...size, frameRate: 25 });
    const facts = { ...size, frameCount: frames.length, frameRate: 25 };
    return this.tenant.clip({ ...facts, datasetId, name, split, source: `media:${name}` });
  }

  /** As startTraining does. */
  async startTraining(
    { id: datasetId }: Dataset,
    given: Partial<Prisma.TrainingJobUncheckedCreateInput> = {},
  ): Promise<TrainingJob> {
    const job = await this.tenant.trainingJob({ datasetId, name: "Yard", ...given });
    const payload = { tenantId: this.tenant.id, trainingJobId: job.id };
    await this.tenant.row((tx) => enqueue(this.queue, tx, TrainModel, payload));
    return job;
  }

  /** As startEvaluation does. */
  async startEvaluation(model: Model): Promise<Evaluation> {
    const { id: modelId, datasetId } = model;
    const evaluation = await this.tenant.evaluation({ modelId, datasetId });
    const payload = { tenantId: this.tenant.id, evaluationId: evaluation.id };
    await this.tenant.row((tx) => enqueue(this.queue, tx, EvaluateModel, payload));
    return evaluation;
  }

  /** As cancelTraining does, the event included only where it is said. */
  async cancelTraining(jobId: string, { event }: { event: boolean }): Promise<void> {
    await this.tenant.row(async (tx) => {
      await tx.trainingJob.update({ where: { id: jobId }, data: { status: "CANCELLED" } });
      const about = { tenantId: this.tenant.id, jobId };
      if (event) await this.events.publish(tx, "trainingCancelled", about);
    });
  }

  training(id: string) {
    return this.tenant.row((tx) =>
      tx.trainingJob.findUniqueOrThrow({ where: { id }, include: { model: true, losses: true } }),
    );
  }

  evaluation(id: string) {
    return this.tenant.row((tx) =>
      tx.evaluation.findUniqueOrThrow({ where: { id }, include: { clips: true } }),
    );
  }

  /** The job once it is over. */
  trained(id: string) {
    return until(async () => {
      const job = await this.training(id);
      return job.finishedAt ? job : undefined;
    }, patience);
  }

  evaluated(id: string) {
    return until(async () => {
      const evaluation = await this.evaluation(id);
      return evaluation.finishedAt ? evaluation : undefined;
    }, patience);
  }

  /** What is told of trainings from now on. */
  progress() {
    const events = this.events.subscribe("trainingProgress");
    type Progress = EventMap["trainingProgress"];
    return {
      /** All events up to the first that is meant. */
      until: async (isLast: (event: Progress) => boolean): Promise<Progress[]> => {
        const told: Progress[] = [];
        for await (const event of events) {
          if (event === missed) continue;
          told.push(event);
          if (isLast(event)) break;
        }
        return told;
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.kill()));
    await closeQueue(this.queue);
    await this.events.close();
  }
}

export const test = base.extend<{ working: Working }>({
  working: async ({ database, seed }, use) => {
    const home = await mkdtemp(join(tmpdir(), "vigil-worker-"));
    await mkdir(join(home, "media"), { recursive: true });
    await mkdir(storageFolders({ home }).weights, { recursive: true });
    const log = createLogger({ level: "silent" });
    const events = await Events.open(database.url, log);
    const queue = await openQueue(database.url, log);
    const working = new Working(await seed.tenant(), home, database.url, events, queue);
    await use(working);
    await working.close();
    await rm(home, { recursive: true, force: true });
  },
});
