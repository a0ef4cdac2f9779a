import { tf } from "./backend.ts";
import { stackFrames, steps, streamFrames } from "./frames.ts";
import { discretisationLoss, predictionLoss, streamLoss } from "./losses.ts";
import { updateItems } from "./memory.ts";
import { getTensor, type Tensors } from "./network.ts";
import { inputFrames, sampleFrames, type Stream } from "./parameters.ts";
import type { ModelSettings } from "./settings.ts";
import { StreamNetwork } from "./stream.ts";

export interface StreamGradients {
  /** In the order of `trained`. */
  gradients: tf.Tensor[];
  /** The memory's items and the norms' averages after this batch. */
  state: Tensors;
  /** `[whole, prediction, discretisation]`, the last 0 where there is none. */
  losses: tf.Tensor1D;
}

/**
 * One stream's losses on a batch (eq. 9–12), their gradients, and what training keeps beside them.
 * `frames` holds six steps one after another, a batch each: `[6·batch, h, w, 1]`.
 */
export function streamGradients(
  settings: ModelSettings,
  stream: Stream,
  trained: Tensors,
  kept: Tensors,
  frames: tf.Tensor4D,
): StreamGradients {
  const { input, truth } = streamSample(stream, frames, settings.temporalShift);
  const state: Tensors = new Map();
  const weights: Tensors = new Map([...trained, ...kept]);
  const network = new StreamNetwork(settings, stream, weights, (norm, mean, variance) => {
    state.set(`${norm}/mean`, tf.keep(mean));
    state.set(`${norm}/variance`, tf.keep(variance));
  });
  const itemsAt = (level: number) => getTensor<tf.Tensor2D>(kept, `${stream}/memory${level}`);
  const seen: tf.Tensor2D[] = [];
  const parts: tf.Scalar[] = [];
  const { value, grads } = tf.valueAndGrads(() => {
    const { prediction, queries } = network.decode(network.encode(input, truth.shape[0]));
    for (const query of queries) seen.push(tf.keep(query.clone()));
    const error = predictionLoss(prediction, truth);
    const discretisation = settings.discretisationLoss
      ? queries.map((query, level) => discretisationLoss(query, itemsAt(level)))
      : [];
    parts.push(tf.keep(error.clone()), ...discretisation.map((part) => tf.keep(part.clone())));
    return streamLoss(error, discretisation);
  })([...trained.values()]);

  for (const [level, queries] of seen.entries()) {
    state.set(`${stream}/memory${level}`, updateItems(itemsAt(level), queries));
  }
  const [error, ...discretisation] = parts as [tf.Scalar, ...tf.Scalar[]];
  const mean =
    discretisation.length > 0
      ? tf.div<tf.Scalar>(tf.addN(discretisation), discretisation.length)
      : tf.scalar(0);
  const losses = tf.stack([value, error, mean]) as tf.Tensor1D;
  tf.dispose([...seen, ...parts]);
  return { gradients: grads, state, losses };
}

export function streamSample(stream: Stream, frames: tf.Tensor4D, temporalShift: boolean) {
  const batch = frames.shape[0] / sampleFrames;
  const seen = streamFrames(stream, frames, batch);
  const input = steps(seen, 0, inputFrames, batch);
  return {
    input: temporalShift ? input : stackFrames(input, batch),
    truth: steps(seen, inputFrames, 1, batch),
  };
}
