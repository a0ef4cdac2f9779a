import { tf } from "./backend.ts";
import { stackFrames, steps, streamFrames } from "./frames.ts";
import { discretisationLoss, predictionLoss, streamLoss } from "./losses.ts";
import { updateItems } from "./memory.ts";
import { getTensor, type Network, type Tensors } from "./network.ts";
import { Adam } from "./optimizer.ts";
import { inputFrames, sampleFrames, streamsOf, type Stream } from "./parameters.ts";
import { Predictor } from "./predictor.ts";
import { StreamNetwork } from "./stream.ts";

export interface StepLoss {
  total: number;
  spatialPrediction?: number;
  temporalPrediction?: number;
  discretisation?: number;
}

/** Moves a network a step for each batch. Knows neither where batches come from nor who is watching. */
export class Trainer {
  readonly optimizer: Adam;

  constructor(
    private readonly network: Network,
    moments?: readonly [Float32Array, Float32Array],
  ) {
    this.optimizer = new Adam(network.parameters, moments);
  }

  /** `frames` holds six steps one after another, a batch each: `[6·batch, h, w, 1]`. */
  step(frames: tf.Tensor4D, learningRate: number, step: number): StepLoss {
    const loss: StepLoss = { total: 0 };
    tf.tidy(() => {
      // The streams share nothing, so each is taken back by itself: half the memory.
      const gradients = streamsOf(this.network.settings).flatMap((stream) =>
        this.streamGradients(stream, frames, loss),
      );
      this.optimizer.apply(gradients, learningRate, step);
    });
    return loss;
  }

  private streamGradients(stream: Stream, frames: tf.Tensor4D, loss: StepLoss): tf.Tensor[] {
    const { settings, parameters, state } = this.network;
    const weights: Tensors = new Map([...parameters, ...state]);
    const { input, truth } = streamSample(stream, frames, settings.temporalShift);
    const newState: Tensors = new Map();
    const network = new StreamNetwork(settings, stream, weights, (norm, mean, variance) => {
      newState.set(`${norm}/mean`, tf.keep(mean));
      newState.set(`${norm}/variance`, tf.keep(variance));
    });
    const itemsAt = (level: number) => getTensor<tf.Tensor2D>(state, `${stream}/memory${level}`);
    const seen: tf.Tensor2D[] = [];
    const parts: tf.Scalar[] = [];

    const trained = [...parameters].filter(([name]) => name.startsWith(`${stream}/`));
    const { value, grads } = tf.valueAndGrads(() => {
      const { prediction, queries } = network.decode(network.encode(input, truth.shape[0]));
      for (const query of queries) seen.push(tf.keep(query.clone()));
      const error = predictionLoss(prediction, truth);
      const discretisation = settings.discretisationLoss
        ? queries.map((query, level) => discretisationLoss(query, itemsAt(level)))
        : [];
      parts.push(tf.keep(error.clone()), ...discretisation.map((part) => tf.keep(part.clone())));
      return streamLoss(error, discretisation);
    })(trained.map(([, tensor]) => tensor));

    for (const [level, queries] of seen.entries()) {
      newState.set(`${stream}/memory${level}`, updateItems(itemsAt(level), queries));
    }
    tf.dispose(seen);
    for (const [name, tensor] of newState) this.network.setState(name, tensor);
    const [error = Number.NaN, ...discretisation] = parts.map((part) => part.dataSync()[0] ?? 0);
    tf.dispose(parts);
    loss.total += value.dataSync()[0] ?? Number.NaN;
    loss[`${stream}Prediction`] = error;
    if (settings.discretisationLoss) {
      const mean = discretisation.reduce((sum, part) => sum + part, 0) / discretisation.length;
      loss.discretisation = (loss.discretisation ?? 0) + mean / streamsOf(settings).length;
    }
    return grads;
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}

/** Mean prediction loss of the streams on samples of held-out footage, with the norms' averages. */
export function validationLoss(network: Network, frames: tf.Tensor4D): number {
  const predictor = new Predictor(network);
  const losses = [...predictor.streams].map(([stream, streamNetwork]) =>
    tf.tidy(() => {
      const { input, truth } = streamSample(stream, frames, network.settings.temporalShift);
      const { prediction } = streamNetwork.decode(streamNetwork.encode(input, truth.shape[0]));
      return predictionLoss(prediction, truth).dataSync()[0] ?? Number.NaN;
    }),
  );
  predictor.dispose();
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
}

function streamSample(stream: Stream, frames: tf.Tensor4D, temporalShift: boolean) {
  const batch = frames.shape[0] / sampleFrames;
  const seen = streamFrames(stream, frames, batch);
  const input = steps(seen, 0, inputFrames, batch);
  return {
    input: temporalShift ? input : stackFrames(input, batch),
    truth: steps(seen, inputFrames, 1, batch),
  };
}
