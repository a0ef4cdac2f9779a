import { rm } from "node:fs/promises";
import { join } from "node:path";
import { savedSettings } from "../../engine/settings.ts";
import type { TrainProgress } from "../../engine/training-run.ts";
import { ConflictError } from "../../errors.ts";
import { storageFolders } from "../../platform/storage.ts";
import { TenantDatabase } from "../../platform/tenancy.ts";
import { TrainingRuns, type LossValues, type TrainingRun } from "../../services/training-runs.ts";
import type { JobHandler } from "../queue.ts";
import type { TrainModelPayload } from "../train-model.ts";
import type { ComputeMessage } from "./compute-messages.ts";
import type { JobContext } from "./job-context.ts";
import { resolveClips } from "./resolve-clips.ts";
import { runAttempt } from "./run-attempt.ts";

/** A job keeps at most about so many points of its loss, evenly spread, and every validation. */
const lossPoints = 1000;

/** Safe to repeat: an interrupted run goes on from its checkpoint, a finished one is left alone. */
export function trainModel(context: JobContext): JobHandler<TrainModelPayload> {
  const { prisma, events, config } = context;
  return async ({ tenantId, trainingJobId }, { signal }) => {
    const log = context.log.child({ trainingJobId });
    const runs = new TrainingRuns(new TenantDatabase(prisma, tenantId), events);
    const { weights, checkpoints, cache } = storageFolders(config);
    const checkpoint = join(checkpoints, trainingJobId);
    const cacheFolder = join(cache, trainingJobId);

    const run = await runs.begin(trainingJobId);
    if (run) {
      log.info({ attempt: run.attempt }, "Training.");
      const news = new TrainingNews();
      const hints = events.subscribe(
        "trainingCancelled",
        undefined,
        ({ jobId }) => jobId === trainingJobId,
      );
      await runAttempt(
        {
          task: async () => ({
            kind: "train",
            settings: savedSettings(run.settings),
            options: run.options,
            clips: await resolveClips(clipsOf(run), tenantId, config),
            checkpoint,
            cacheFolder,
            weightsFolder: weights,
          }),
          hear: (message) => news.hear(message),
          pulse: () => news.write(runs, run),
          hints,
          succeed: async (message) => {
            if (message.kind !== "trained") throw new Error(`Trained, and told “${message.kind}”.`);
            const { weightsSha256, parameterCount, calibration, stoppedEarly } = message;
            await runs.succeed(run, { weightsSha256, parameterCount, calibration, stoppedEarly });
          },
          fail: (message) => runs.fail(run, message),
          release: () => runs.release(run),
        },
        signal,
        log,
      );
    }
    if (await runs.isOver(trainingJobId)) {
      await rm(checkpoint, { recursive: true, force: true });
      await rm(cacheFolder, { recursive: true, force: true });
    }
  };
}

function clipsOf({ clips }: TrainingRun): TrainingRun["clips"] {
  if (clips.length === 0) throw new ConflictError("The dataset has no training clip.");
  return clips;
}

/** What training has said and the database does not know yet. */
class TrainingNews {
  #warnings: readonly string[] = [];
  #progress: TrainProgress | undefined;
  readonly #losses: LossValues[] = [];

  hear(message: ComputeMessage): void {
    if (message.kind === "footage") this.#warnings = message.warnings;
    if (message.kind !== "progress") return;
    const { step, totalSteps, loss } = (this.#progress = message.progress);
    const every = Math.ceil(totalSteps / lossPoints);
    if (step % every === 0 || step === totalSteps || loss.validation !== undefined) {
      this.#losses.push(finite(loss));
    }
  }

  async write(runs: TrainingRuns, run: TrainingRun): Promise<boolean> {
    const warnings = this.#warnings;
    if (warnings.length > 0) {
      await runs.advise(run, warnings);
      if (this.#warnings === warnings) this.#warnings = [];
    }
    const progress = this.#progress;
    if (!progress) return runs.isCurrent(run);
    const losses = [...this.#losses];
    const totalSteps = expectedSteps(progress, run);
    const report = { ...progress, totalSteps, loss: finite(progress.loss) };
    if (!(await runs.report(run, report, losses))) return false;
    this.#losses.splice(0, losses.length);
    if (this.#progress === progress) this.#progress = undefined;
    return true;
  }
}

/** Where time ends training, it makes fewer steps than its epochs have. */
function expectedSteps(progress: TrainProgress, { options }: TrainingRun): number {
  const { step, totalSteps, remainingSeconds, samplesPerSecond } = progress;
  if (options.maxSeconds === undefined) return totalSteps;
  const left = Math.ceil((remainingSeconds * samplesPerSecond) / options.batchSize);
  return Math.min(totalSteps, step + (Number.isFinite(left) ? left : totalSteps));
}

/** A loss that is no number cannot be drawn, nor sent as JSON. */
const finite = (loss: LossValues): LossValues =>
  Object.fromEntries(
    Object.entries(loss).filter(([, value]) => Number.isFinite(value)),
  ) as unknown as LossValues;
