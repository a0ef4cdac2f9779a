import { setImmediate } from "node:timers/promises";
import { tf } from "./backend.ts";
import { calibrate } from "./calibration.ts";
import { loadCheckpoint, saveCheckpoint, type Position, type Training } from "./checkpoint.ts";
import type { FrameSource } from "./frame-source.ts";
import { toPixels } from "./frames.ts";
import { createModel, type Model } from "./model.ts";
import { Network } from "./network.ts";
import { batches, frameBytes, Samples, splitFootage, stepsPerEpoch } from "./samples.ts";
import { ClipScorer } from "./score-clip.ts";
import { checkTrainingOptions, type ModelSettings, type TrainingOptions } from "./settings.ts";
import { Trainer, validationLoss, type StepLoss } from "./trainer.ts";

export interface TrainingInput {
  settings: ModelSettings;
  options: TrainingOptions;
  clips: readonly FrameSource[];
  /** A file that keeps where training stands; training goes on from it where it exists. */
  checkpoint?: string;
  signal?: AbortSignal;
  /** Called after every step. */
  onProgress?: (progress: TrainProgress) => void | Promise<void>;
}

export interface TrainProgress {
  step: number;
  /** Fewer are made where `maxSeconds` ends training sooner. */
  totalSteps: number;
  epoch: number;
  samplesPerSecond: number;
  remainingSeconds: number;
  loss: StepLoss & { step: number; validation?: number };
}

export interface TrainedModel extends Model {
  steps: number;
  seconds: number;
}

/** The loss is no longer a number. */
export class DivergedError extends Error {
  override readonly name = "DivergedError";
}

const validations = 20;
/** A short training has fewer validations than that, or it would do little else. */
const stepsBetweenValidations = 20;
const validationSamples = 24;
const checkpointSeconds = 30;

/**
 * Trains on the clips' frames but a tenth, which decides which weights are kept and calibrates their
 * scores. When aborted, rejects with the signal's reason once the checkpoint is written.
 */
export async function trainModel(input: TrainingInput): Promise<TrainedModel> {
  const { settings, options, signal } = input;
  checkTrainingOptions(options);
  signal?.throwIfAborted();
  const { training, heldOut } = splitFootage(input.clips);
  const samples = new Samples(training, frameBytes(settings));
  const validation = await readValidation(new Samples(heldOut, frameBytes(settings)), settings);
  try {
    const run = await TrainingRun.start(input, samples, validation);
    const { network, position } = await run.finish();
    try {
      const scorer = new ClipScorer({ network });
      const terms = [];
      for (const clip of heldOut) terms.push(await scorer.score(clip, signal && { signal }));
      scorer.dispose();
      const { step: steps, seconds, bestValidation } = position;
      const facts = { options, steps, validation: bestValidation ?? Number.NaN };
      const model = createModel(network, calibrate(terms, settings.streams), facts);
      return { ...model, steps, seconds };
    } catch (error) {
      network.dispose();
      throw error;
    }
  } finally {
    tf.dispose(validation);
  }
}

async function readValidation(samples: Samples, settings: ModelSettings): Promise<tf.Tensor4D[]> {
  const count = Math.min(validationSamples, samples.count);
  const numbers = Array.from({ length: count }, (_, at) =>
    Math.floor((at * samples.count) / count),
  );
  const frames: tf.Tensor4D[] = [];
  for (let from = 0; from < count; from += 4) {
    frames.push(toPixels(await samples.read(numbers.slice(from, from + 4)), settings));
  }
  return frames;
}

class TrainingRun {
  private readonly totalSteps: number;
  private readonly perEpoch: number;
  private readonly startedAt = performance.now();
  private readonly startedFrom: Position;
  private savedAt = performance.now();

  private constructor(
    private readonly input: TrainingInput,
    private readonly training: Training,
    private readonly samples: Samples,
    private readonly heldOut: readonly tf.Tensor4D[],
    private readonly network: Network,
    private readonly trainer: Trainer,
    private readonly position: Position,
    private best: ReturnType<Network["values"]> | undefined,
  ) {
    const { epochs, batchSize } = input.options;
    this.perEpoch = stepsPerEpoch(samples, batchSize);
    this.totalSteps = epochs * this.perEpoch;
    this.startedFrom = { ...position };
  }

  static async start(input: TrainingInput, samples: Samples, heldOut: readonly tf.Tensor4D[]) {
    const { settings, options, checkpoint } = input;
    const training: Training = { settings, options, sampleCount: samples.count };
    const kept = checkpoint === undefined ? undefined : await loadCheckpoint(checkpoint, training);
    const network = kept?.network ?? Network.create(settings, options.seed);
    const trainer = new Trainer(network, kept?.moments, options);
    const position = kept?.position ?? {
      step: 0,
      seconds: 0,
      validations: 0,
      validatedAt: 0,
      bestValidation: null,
    };
    return new TrainingRun(
      input,
      training,
      samples,
      heldOut,
      network,
      trainer,
      position,
      kept?.best,
    );
  }

  /** Takes the steps that are left and returns the best network, which is the caller's to free. */
  async finish(): Promise<{ network: Network; position: Position }> {
    const { options } = this.input;
    try {
      const range = { from: this.position.step, to: this.totalSteps };
      for await (const bytes of batches(this.samples, { ...options, ...range })) {
        if (this.progress() >= 1) break;
        await this.stopIfAborted();
        await this.takeStep(bytes);
        await setImmediate(); // lets an abort in, as a step blocks
      }
      if (this.position.validatedAt < this.position.step) this.validate();
      await this.save();
      const values = [...(this.best ?? this.network.values())];
      const network = Network.from(
        this.network.settings,
        new Map(values.map(([name, { data }]) => [name, data])),
      );
      return { network, position: this.position };
    } finally {
      this.trainer.dispose();
      this.network.dispose();
    }
  }

  private async takeStep(bytes: Uint8Array): Promise<void> {
    const { options, onProgress } = this.input;
    const { position } = this;
    const learningRate = options.learningRate * 0.5 * (1 + Math.cos(Math.PI * this.progress()));
    const loss = this.trainer.step(bytes, learningRate, position.step + 1);
    if (!Number.isFinite(loss.total)) {
      throw new DivergedError(
        `Training diverged at step ${position.step + 1}; a lower learningRate than ${options.learningRate} may help.`,
      );
    }
    position.step++;
    position.seconds = this.seconds();
    const due = Math.floor(this.progress() * validations);
    const waited = position.step - position.validatedAt >= stepsBetweenValidations;
    let validation: number | undefined;
    if ((due > position.validations && waited) || position.step === this.totalSteps) {
      position.validations = due;
      validation = this.validate();
    }
    await onProgress?.({
      ...this.pace(),
      step: position.step,
      totalSteps: this.totalSteps,
      epoch: Math.floor((position.step - 1) / this.perEpoch),
      loss: { step: position.step, ...loss, ...(validation !== undefined && { validation }) },
    });
    if (performance.now() - this.savedAt > checkpointSeconds * 1000) await this.save();
  }

  /** 0..1, by steps or by time, whichever is further: the learning rate is annealed by the end of either. */
  private progress(): number {
    const { maxSeconds = Infinity } = this.input.options;
    return Math.min(1, Math.max(this.position.step / this.totalSteps, this.seconds() / maxSeconds));
  }

  private seconds(): number {
    return this.startedFrom.seconds + (performance.now() - this.startedAt) / 1000;
  }

  private pace() {
    const { maxSeconds = Infinity, batchSize } = this.input.options;
    const run = (performance.now() - this.startedAt) / 1000;
    const perStep = run / (this.position.step - this.startedFrom.step);
    return {
      samplesPerSecond: batchSize / perStep,
      remainingSeconds: Math.max(
        0,
        Math.min((this.totalSteps - this.position.step) * perStep, maxSeconds - this.seconds()),
      ),
    };
  }

  private validate(): number {
    const losses = this.heldOut.map(
      (frames) => validationLoss(this.network, frames) * frames.shape[0],
    );
    const count = this.heldOut.reduce((sum, frames) => sum + frames.shape[0], 0);
    const loss = losses.reduce((sum, value) => sum + value, 0) / count;
    this.position.validatedAt = this.position.step;
    if (loss <= (this.position.bestValidation ?? Infinity)) {
      this.position.bestValidation = loss;
      this.best = this.network.values();
    }
    return loss;
  }

  private async stopIfAborted(): Promise<void> {
    const { signal } = this.input;
    if (!signal?.aborted) return;
    await this.save();
    signal.throwIfAborted();
  }

  private async save(): Promise<void> {
    const { checkpoint } = this.input;
    this.savedAt = performance.now();
    if (checkpoint === undefined) return;
    const { position, network, trainer, best } = this;
    const moments = trainer.moments();
    await saveCheckpoint(checkpoint, this.training, { position, network, moments, best });
  }
}
