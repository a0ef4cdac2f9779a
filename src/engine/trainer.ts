import { tf } from "./backend.ts";
import { Compiled } from "./compile.ts";
import { pixelsOf, uploadFrames } from "./frames.ts";
import { predictionLoss } from "./losses.ts";
import type { Network, Tensors } from "./network.ts";
import { adam, adamFactors } from "./optimizer.ts";
import { streamsOf, type Stream } from "./parameters.ts";
import { Predictor } from "./predictor.ts";
import type { LossWeights } from "./settings.ts";
import { streamGradients, streamSample } from "./stream-gradients.ts";

export interface StepLoss {
  total: number;
  spatialPrediction?: number;
  temporalPrediction?: number;
  discretisation?: number;
}

export type Moments = readonly [Float32Array, Float32Array];

/** Moves a network a step for each batch. Knows neither where batches come from nor who is watching. */
export class Trainer {
  /** The streams share nothing, so each takes its step by itself: half the memory. */
  private readonly streams: StreamTrainer[];

  constructor(
    private readonly network: Network,
    /** Adam's, of all parameters in their order, from a checkpoint. */
    moments?: Moments,
    weights?: Partial<LossWeights>,
  ) {
    let from = 0;
    this.streams = streamsOf(network.settings).map((stream) => {
      const trainer = new StreamTrainer(network, stream, weights, (which, size) =>
        moments?.[which].slice(from, from + size),
      );
      from += trainer.size;
      return trainer;
    });
  }

  /** `bytes` holds the frames of six steps one after another, a batch each. */
  step(bytes: Uint8Array, learningRate: number, step: number): StepLoss {
    const frames = uploadFrames(bytes, this.network.settings);
    const factors = tf.tensor1d(adamFactors(learningRate, step));
    const losses = this.streams.map((trainer) => trainer.step(frames, factors));
    tf.dispose([frames, factors]);

    const loss: StepLoss = { total: 0 };
    for (const [at, { stream }] of this.streams.entries()) {
      const [total, prediction, discretisation] = losses[at] as [number, number, number];
      loss.total += total;
      loss[`${stream}Prediction`] = prediction;
      if (!this.network.settings.discretisationLoss) continue;
      loss.discretisation = (loss.discretisation ?? 0) + discretisation / this.streams.length;
    }
    return loss;
  }

  /** Adam's moments, of all parameters in their order. */
  moments(): Moments {
    return [joined(this.streams, 0), joined(this.streams, 1)];
  }

  dispose(): void {
    for (const trainer of this.streams) trainer.dispose();
  }
}

const joined = (streams: readonly StreamTrainer[], which: 0 | 1): Float32Array => {
  const values = streams.map((trainer) => trainer.moments[which].dataSync<"float32">());
  const all = new Float32Array(values.reduce((sum, { length }) => sum + length, 0));
  let from = 0;
  for (const value of values) {
    all.set(value, from);
    from += value.length;
  }
  return all;
};

class StreamTrainer {
  readonly size: number;
  moments: [tf.Tensor1D, tf.Tensor1D];
  private readonly parameterNames: string[];
  private readonly stateNames: string[];
  private readonly compiled: Compiled;

  constructor(
    private readonly network: Network,
    readonly stream: Stream,
    private readonly weights: Partial<LossWeights> | undefined,
    initial: (which: 0 | 1, size: number) => Float32Array | undefined,
  ) {
    const own = (tensors: Tensors) =>
      [...tensors.keys()].filter((name) => name.startsWith(`${stream}/`));
    this.parameterNames = own(network.parameters);
    this.stateNames = own(network.state);
    this.size = this.parameters().reduce((sum, { size }) => sum + size, 0);
    const moment = (which: 0 | 1): tf.Tensor1D => {
      const values = initial(which, this.size);
      return values ? tf.tensor1d(values) : tf.zeros([this.size]);
    };
    this.moments = [moment(0), moment(1)];
    this.compiled = new Compiled((...inputs) => this.body(inputs));
  }

  /** The step's losses: whole, prediction, discretisation. */
  step(frames: tf.Tensor, factors: tf.Tensor1D): number[] {
    const { network, parameterNames, stateNames } = this;
    const [losses, first, second, ...rest] = this.compiled.call(
      frames,
      factors,
      ...this.moments,
      ...this.parameters(),
      ...stateNames.map((name) => network.state.get(name) as tf.Tensor),
    ) as [tf.Tensor1D, tf.Tensor1D, tf.Tensor1D, ...tf.Tensor[]];
    tf.dispose(this.moments);
    this.moments = [first, second];
    for (const [at, name] of [...parameterNames, ...stateNames].entries()) {
      network.set(name, rest[at] as tf.Tensor);
    }
    const values = [...losses.dataSync()];
    losses.dispose();
    return values;
  }

  private body([bytes, factors, first, second, ...rest]: tf.Tensor[]): tf.Tensor[] {
    const { network, stream, parameterNames, stateNames } = this;
    const values = rest.slice(0, parameterNames.length);
    const kept = rest.slice(parameterNames.length);
    const named = (names: readonly string[], tensors: readonly tf.Tensor[]): Tensors =>
      new Map(names.map((name, at) => [name, tensors[at] as tf.Tensor]));
    const { gradients, state, losses } = streamGradients(
      network.settings,
      stream,
      named(parameterNames, values),
      named(stateNames, kept),
      pixelsOf(bytes as tf.Tensor),
      this.weights,
    );
    const moments = [first, second] as [tf.Tensor1D, tf.Tensor1D];
    const moved = adam(values, gradients, moments, factors as tf.Tensor1D);
    return [
      losses,
      ...moved.moments,
      ...moved.parameters,
      ...stateNames.map((name, at) => state.get(name) ?? (kept[at] as tf.Tensor)),
    ];
  }

  private parameters(): tf.Tensor[] {
    return this.parameterNames.map((name) => this.network.parameters.get(name) as tf.Tensor);
  }

  dispose(): void {
    tf.dispose(this.moments);
    this.compiled.dispose();
  }
}

/** Mean prediction loss of the streams on samples of held-out footage, with the norms' averages. */
export function validationLoss(network: Network, frames: tf.Tensor4D): number {
  const predictor = new Predictor(network);
  const losses = [...predictor.streams].map(([stream, streamNetwork]) =>
    tf.tidy(() => {
      const { input, truth } = streamSample(stream, frames, network.settings);
      const { prediction } = streamNetwork.decode(streamNetwork.encode(input, truth.shape[0]));
      return predictionLoss(prediction, truth).dataSync()[0] ?? Number.NaN;
    }),
  );
  predictor.dispose();
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}
