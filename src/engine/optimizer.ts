import { tf } from "./backend.ts";
import type { Tensors } from "./network.ts";

const beta1 = 0.9;
const beta2 = 0.999;
const epsilon = 1e-8;

/**
 * Adam over all parameters as one vector: tfjs's own takes a dozen small ops for each of a hundred
 * tensors, and keeps its state where no checkpoint reaches it.
 */
export class Adam {
  private moments: tf.Tensor1D[];

  constructor(
    private readonly parameters: Tensors,
    /** First and second moments, from a checkpoint. */
    moments?: readonly [Float32Array, Float32Array],
  ) {
    const size = [...parameters.values()].reduce((sum, tensor) => sum + tensor.size, 0);
    this.moments = [0, 1].map((which) => {
      const values = moments?.[which];
      return values ? tf.tensor1d(values.slice()) : tf.zeros([size]);
    });
  }

  /** Moves the parameters by their gradients, given in the parameters' order. `step` counts from 1. */
  apply(gradients: readonly tf.Tensor[], learningRate: number, step: number): void {
    const correction = Math.sqrt(1 - beta2 ** step);
    const rate = (learningRate * correction) / (1 - beta1 ** step);
    const [first, second, ...updated] = tf.tidy(() => {
      const [m, v] = this.moments as [tf.Tensor1D, tf.Tensor1D];
      const gradient = flatten(gradients);
      const newM = tf.add(tf.mul(m, beta1), tf.mul(gradient, 1 - beta1));
      const newV = tf.add(tf.mul(v, beta2), tf.mul(tf.square(gradient), 1 - beta2));
      const change = tf.div(tf.mul(newM, rate), tf.add(tf.sqrt(newV), epsilon * correction));
      const tensors = [...this.parameters.values()];
      const moved = tf.sub(flatten(tensors), change);
      const parts = tf.split(
        moved,
        tensors.map((tensor) => tensor.size),
      );
      return [newM, newV, ...parts.map((part, at) => part.reshape(tensors[at]?.shape ?? []))];
    }) as [tf.Tensor1D, tf.Tensor1D, ...tf.Tensor[]];

    tf.dispose([...this.moments, ...this.parameters.values()]);
    this.moments = [tf.keep(first), tf.keep(second)];
    for (const [at, name] of [...this.parameters.keys()].entries()) {
      this.parameters.set(name, tf.keep(updated[at] as tf.Tensor));
    }
  }

  values(): [Float32Array, Float32Array] {
    const [m, v] = this.moments.map((moment) => moment.dataSync<"float32">().slice());
    return [m ?? new Float32Array(), v ?? new Float32Array()];
  }

  dispose(): void {
    tf.dispose(this.moments);
  }
}

const flatten = (tensors: readonly tf.Tensor[]): tf.Tensor1D =>
  tf.concat1d(tensors.map((tensor) => tensor.reshape<tf.Tensor1D>([tensor.size])));
