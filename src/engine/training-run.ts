import { setImmediate } from "node:timers/promises";
import type { tf } from "./backend.ts";
import { loadCheckpoint, saveCheckpoint, type Position, type Training } from "./checkpoint.ts";
import type { FrameSource } from "./frame-source.ts";
import { Network } from "./network.ts";
import { batches, stepsPerEpoch, type Samples } from "./samples.ts";
import type { ModelSettings, TrainingOptions } from "./settings.ts";
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
  /** 0..1, of its steps or its time, whichever is further. */
  progress: number;
  epoch: number;
  samplesPerSecond: number;
  remainingSeconds: number;
  loss: StepLoss & { step: number; validation?: number };
}

/** The loss is no longer a number. */
export class DivergedError extends Error {
  override readonly name = "DivergedError";
}

const validations = 20;
/** A short training has fewer validations than that, or it would do little else. */
const stepsBetweenValidations = 20;
/**
 * So many validations in a row without a gain end training. Fewer would end sound ones: while the
 * learning rate is high the loss can stand still for a quarter of the way, and falls as it is annealed.
 */
const patience = 8;
const checkpointSeconds = 30;
/** Writing checkpoints takes a fiftieth of the time at most; a small network's come more often. */
const checkpointShare = 50;

/** The steps of one training, with what they are remembered by. */
export class TrainingRun {
  private readonly totalSteps: number;
  private readonly perEpoch: number;
  private readonly startedAt = performance.now();
  private readonly startedFrom: Position;
  private savedAt = performance.now();
  private saveSeconds = 0;

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
      withoutGain: 0,
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
  async finish(): Promise<{ network: Network; position: Position; stoppedEarly: boolean }> {
    const { options } = this.input;
    let stoppedEarly = false;
    try {
      const range = { from: this.position.step, to: this.totalSteps };
      for await (const bytes of batches(this.samples, { ...options, ...range })) {
        stoppedEarly = this.gainsNoMore();
        if (stoppedEarly || this.progress() >= 1) break;
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
      return { network, position: this.position, stoppedEarly };
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
      progress: this.progress(),
      epoch: Math.floor((position.step - 1) / this.perEpoch),
      loss: { step: position.step, ...loss, ...(validation !== undefined && { validation }) },
    });
    const interval = Math.min(checkpointSeconds, checkpointShare * this.saveSeconds);
    if (performance.now() - this.savedAt > interval * 1000) await this.save();
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
      this.position.withoutGain = 0;
    } else {
      this.position.withoutGain++;
    }
    return loss;
  }

  /** Follows from the position alone, so that a run that was killed here stops here again. */
  private gainsNoMore(): boolean {
    const { earlyStop = true } = this.input.options;
    return earlyStop && this.position.withoutGain >= patience;
  }

  private async stopIfAborted(): Promise<void> {
    const { signal } = this.input;
    if (!signal?.aborted) return;
    await this.save();
    signal.throwIfAborted();
  }

  private async save(): Promise<void> {
    const { checkpoint } = this.input;
    const started = performance.now();
    this.savedAt = started;
    if (checkpoint === undefined) return;
    const { position, network, trainer, best } = this;
    const moments = trainer.moments();
    await saveCheckpoint(checkpoint, this.training, { position, network, moments, best });
    this.savedAt = performance.now();
    this.saveSeconds = (this.savedAt - started) / 1000;
  }
}
