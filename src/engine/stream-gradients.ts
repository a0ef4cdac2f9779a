import { tf } from "./backend.ts";
import { stackFrames, steps, streamFrames } from "./frames.ts";
import { discretisationLoss, motionWeights, predictionLoss, streamLoss } from "./losses.ts";
import { updateItems } from "./memory.ts";
import { getTensor, type Tensors } from "./network.ts";
import { firstInput, inputFrames, memoryLevels, sampleFrames, type Stream } from "./parameters.ts";
import { defaultLossWeights, type LossWeights, type ModelSettings } from "./settings.ts";
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
  given: Partial<LossWeights> = {},
): StreamGradients {
  const weightsOfLosses = { ...defaultLossWeights, ...given };
  const { motionWeight } = weightsOfLosses;
  const { input, truth, motion } = streamSample(stream, frames, settings);
  const state: Tensors = new Map();
  const weights: Tensors = new Map([...trained, ...kept]);
  const network = new StreamNetwork(settings, stream, weights, (norm, mean, variance) => {
    state.set(`${norm}/mean`, tf.keep(mean));
    state.set(`${norm}/variance`, tf.keep(variance));
  });
  const itemsAt = (level: number) => getTensor<tf.Tensor2D>(kept, `${stream}/memory${level}`);
  const remembered = memoryLevels(settings);
  const seen: tf.Tensor2D[] = [];
  const parts: tf.Scalar[] = [];
  const { value, grads } = tf.valueAndGrads(() => {
    const output = network.decode(network.encode(input, truth.shape[0]));
    const queries = remembered.map((level) => output.queries[level] as tf.Tensor2D);
    for (const query of queries) seen.push(tf.keep(query.clone()));
    const pixelWeights = motionWeight === 0 ? undefined : motionWeights(motion, motionWeight);
    const error = predictionLoss(output.prediction, truth, pixelWeights);
    const discretisation = settings.discretisationLoss
      ? remembered.map((level, at) =>
          discretisationLoss(queries[at] as tf.Tensor2D, itemsAt(level)),
        )
      : [];
    parts.push(tf.keep(error.clone()), ...discretisation.map((part) => tf.keep(part.clone())));
    return streamLoss(error, discretisation, {
      streamWeight: weightsOfLosses[`${stream}Weight`],
      discretisationWeight: weightsOfLosses.discretisationWeight,
    });
  })([...trained.values()]);

  for (const [at, level] of remembered.entries()) {
    const queries = seen[at] as tf.Tensor2D;
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

/** What a stream sees of a batch, what it should make of it, and where that differs from the frame before. */
export function streamSample(stream: Stream, frames: tf.Tensor4D, settings: ModelSettings) {
  const batch = frames.shape[0] / sampleFrames;
  const seen = streamFrames(stream, frames, batch);
  const input = steps(seen, firstInput(settings), inputFrames, batch);
  const truth = steps(seen, inputFrames, 1, batch);
  return {
    input: settings.temporalShift ? input : stackFrames(input, batch),
    truth,
    // A difference of frames is the motion itself.
    motion:
      stream === "temporal"
        ? truth
        : tf.sub<tf.Tensor4D>(truth, steps(seen, inputFrames - 1, 1, batch)),
  };
}
