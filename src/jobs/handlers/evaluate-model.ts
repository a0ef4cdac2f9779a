import { rm } from "node:fs/promises";
import { join } from "node:path";
import { ConflictError } from "../../errors.ts";
import { storageFolders } from "../../platform/storage.ts";
import { TenantDatabase } from "../../platform/tenancy.ts";
import { EvaluationRuns, type EvaluationRun } from "../../services/evaluation-runs.ts";
import type { EvaluateModelPayload } from "../evaluate-model.ts";
import type { JobHandler } from "../queue.ts";
import type { ComputeMessage } from "./compute-messages.ts";
import type { JobContext } from "./job-context.ts";
import { resolveClips } from "./resolve-clips.ts";
import { runAttempt } from "./run-attempt.ts";

/** Safe to repeat: clips that have been scored are not scored again. */
export function evaluateModel(context: JobContext): JobHandler<EvaluateModelPayload> {
  const { prisma, events, config } = context;
  return async ({ tenantId, evaluationId }, { signal }) => {
    const log = context.log.child({ evaluationId });
    const runs = new EvaluationRuns(new TenantDatabase(prisma, tenantId), events);
    const { weights, cache } = storageFolders(config);
    const cacheFolder = join(cache, evaluationId);

    const run = await runs.begin(evaluationId);
    if (run) {
      log.info({ attempt: run.attempt }, "Evaluating.");
      const news = new EvaluationNews(run);
      await runAttempt(
        {
          task: async () => {
            if (run.frameCount === 0) throw new ConflictError("The dataset has no test clip.");
            return {
              kind: "score",
              clips: await resolveClips(run.remaining, tenantId, config),
              weightsSha256: run.weightsSha256,
              cacheFolder,
              weightsFolder: weights,
            };
          },
          hear: (message) => news.hear(message),
          pulse: () => news.write(runs),
          succeed: () => runs.succeed(run),
          fail: (message) => runs.fail(run, message),
          release: () => runs.release(run),
        },
        signal,
        log,
      );
    }
    if (await runs.isOver(evaluationId)) await rm(cacheFolder, { recursive: true, force: true });
  };
}

type ScoredClip = Extract<ComputeMessage, { kind: "clip" }>;

/** What scoring has said and the database does not know yet. */
class EvaluationNews {
  readonly #clips: ScoredClip[] = [];
  #framesDone: number;
  #framesOfClip = 0;
  #frames = 0;
  #seconds = 0;
  #fresh = false;

  constructor(private readonly run: EvaluationRun) {
    const remaining = run.remaining.reduce((sum, { frameCount }) => sum + frameCount, 0);
    this.#framesDone = run.frameCount - remaining;
  }

  hear(message: ComputeMessage): void {
    this.#fresh = true;
    if (message.kind === "frames") {
      this.#framesOfClip += message.frames;
      this.#frames += message.frames;
      this.#seconds += message.seconds;
    } else if (message.kind === "clip") {
      this.#clips.push(message);
      const clip = this.run.remaining.find(({ id }) => id === message.clipId);
      this.#framesDone += clip?.frameCount ?? 0;
      this.#framesOfClip = 0;
    }
  }

  async write(runs: EvaluationRuns): Promise<boolean> {
    for (let clip = this.#clips[0]; clip; clip = this.#clips[0]) {
      const { clipId, firstFrame, terms } = clip;
      if (!(await runs.keepClip(this.run, { clipId, firstFrame, terms }))) return false;
      this.#clips.shift();
    }
    if (!this.#fresh) return runs.isCurrent(this.run);
    this.#fresh = false;
    const progress = Math.min((this.#framesDone + this.#framesOfClip) / this.run.frameCount, 1);
    const speed = this.#seconds > 0 ? { framesPerSecond: this.#frames / this.#seconds } : {};
    return runs.report(this.run, { progress, ...speed });
  }
}
