/** The compute process: does one task with TensorFlow, says how it goes, and ends. */
import { loadModel, saveModel } from "../../engine/weights.ts";
import { checkFootage } from "../../engine/check-footage.ts";
import { ClipScorer } from "../../engine/score-clip.ts";
import { FootageError } from "../../engine/samples.ts";
import { countParameters, SettingError } from "../../engine/settings.ts";
import { encodeTerms } from "../../engine/terms.ts";
import { trainModel } from "../../engine/train-model.ts";
import { checkTrainingMemory } from "../../engine/training-memory.ts";
import { DivergedError, type TrainProgress } from "../../engine/training-run.ts";
import { AppError } from "../../errors.ts";
import { stopSignal } from "../../platform/lifecycle.ts";
import { openClip, type ClipFile } from "../../video/clip-file.ts";
import { ClipError } from "./clip-error.ts";
import type { ClipFootage, ComputeMessage, ComputeTask, Failure } from "./compute-messages.ts";

type Task<Kind> = Extract<ComputeTask, { kind: Kind }>;

const stopping = stopSignal();
process.channel?.ref(); // or the process would end before its task comes

process.once("message", (task: ComputeTask) => {
  const work = task.kind === "train" ? train(task) : score(task);
  work
    .catch((error: unknown) => (stopping.aborted ? undefined : tell(failureOf(error))))
    .finally(() => process.exit(0));
});

async function train(task: Task<"train">): Promise<void> {
  const { settings, options, checkpoint, weightsFolder } = task;
  checkTrainingMemory(settings, options.batchSize); // before minutes of decoding
  const clips: ClipFile[] = [];
  for (const clip of task.clips) clips.push(await open(clip, settings, task));
  const warnings = await checkFootage(clips, settings);
  if (warnings.length > 0) await tell({ kind: "footage", warnings });
  const onProgress = (progress: TrainProgress) => tell({ kind: "progress", progress });
  const model = await trainModel({
    settings,
    options,
    clips,
    checkpoint,
    signal: stopping,
    onProgress,
  });
  await tell({
    kind: "trained",
    weightsSha256: await saveModel(weightsFolder, model),
    parameterCount: countParameters(settings),
    calibration: model.calibration,
    stoppedEarly: model.stoppedEarly,
  });
}

async function score(task: Task<"score">): Promise<void> {
  const model = await loadModel(task.weightsFolder, task.weightsSha256);
  const scorer = new ClipScorer(model);
  for (const footage of task.clips) {
    const clip = await open(footage, model.settings, task);
    let told = 0;
    let at = performance.now();
    const onFrames = (done: number): void => {
      const now = performance.now();
      void tell({ kind: "frames", frames: done - told, seconds: (now - at) / 1000 });
      told = done;
      at = now;
    };
    const terms = await scorer.score(clip, { signal: stopping, onFrames });
    await clip.close();
    const bytes = new Uint8Array(encodeTerms(terms));
    await tell({ kind: "clip", clipId: footage.id, firstFrame: terms.firstFrame, terms: bytes });
  }
  scorer.dispose();
  await tell({ kind: "scored" });
}

/** A clip that cannot be read says which one it is, not where the server keeps it. */
async function open(
  { name, path, frameRate }: ClipFootage,
  { width, height }: { width: number; height: number },
  { cacheFolder }: ComputeTask,
): Promise<ClipFile> {
  const size = { width, height };
  try {
    return await openClip({ name, url: path, frameRate, ...size, cacheFolder, signal: stopping });
  } catch (error) {
    throw stopping.aborted ? error : new ClipError(name, error);
  }
}

const tell = (message: ComputeMessage): Promise<void> =>
  new Promise((resolve) => (process.send ? process.send(message, () => resolve()) : resolve()));

/** What a user may read of an error; without it the fault is ours, and only the log explains it. */
function failureOf(error: unknown): Failure {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const readable = [AppError, SettingError, FootageError, DivergedError] as const;
  const message = readable.some((kind) => error instanceof kind) && (error as Error).message;
  return { kind: "failed", stack, ...(message ? { userMessage: message } : {}) };
}
