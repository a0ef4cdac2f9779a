import { tf } from "./backend.ts";

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/** What changes from step to step, counted from 1: Adam's rate and epsilon with their corrections. */
export function adamFactors(learningRate: number, step: number): [rate: number, epsilon: number] {
  const correction = Math.sqrt(1 - beta2 ** step);
  return [(learningRate * correction) / (1 - beta1 ** step), epsilon * correction];
}

/** The parameters after a step of Adam, and its moments, which lie flat: one vector is a dozen ops. */
export function adam(
  parameters: readonly tf.Tensor[],
  gradients: readonly tf.Tensor[],
  [first, second]: readonly [tf.Tensor1D, tf.Tensor1D],
  factors: tf.Tensor1D,
): { parameters: tf.Tensor[]; moments: [tf.Tensor1D, tf.Tensor1D] } {
  const [rate, floor] = tf.split(factors, 2) as [tf.Tensor1D, tf.Tensor1D];
  const gradient = flatten(gradients);
  const m = tf.add<tf.Tensor1D>(tf.mul(first, beta1), tf.mul(gradient, 1 - beta1));
  const v = tf.add<tf.Tensor1D>(tf.mul(second, beta2), tf.mul(tf.square(gradient), 1 - beta2));
  const change = tf.div(tf.mul(m, rate), tf.add(tf.sqrt(v), floor));
  const moved = tf.split(
    tf.sub(flatten(parameters), change),
    parameters.map((tensor) => tensor.size),
  );
  return {
    parameters: moved.map((part, at) => part.reshape(parameters[at]?.shape ?? [])),
    moments: [m, v],
  };
}

const flatten = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tf.concat1d(tensors.map((tensor) => tensor.reshape<tf.Tensor1D>([tensor.size])));
