import { tf } from "./backend.ts";
import { differentiable } from "./differentiable.ts";
import { similarities } from "./memory.ts";

/** a and b of eq. 10: how much nearer the nearest item should be, and how far apart the next two. */
const margins = { nearest: 2, apart: 1 };
/** α and β of eq. 11 and 12. */
const discretisationWeight = 0.1;
/** γ of eq. 13, the same for both streams. */
const streamWeight = 0.5;
/**
 * The paper sums both losses: over a frame's N pixels, and over the bottleneck's N / 64 queries. With
 * means in place of sums the discretisation loss therefore counts a 64th, at every level alike.
 */
const queriesPerPixel = 1 / 64;

/** Eq. 9, as a mean over pixels. */
export function predictionLoss(prediction: tf.Tensor, truth: tf.Tensor): tf.Scalar {
  return differentiable(
    [prediction],
    () => {
      const error = tf.sub(prediction, truth);
      return { value: tf.mean<tf.Scalar>(tf.square(error)), saved: [error] };
    },
    (gradient, [error]) => [tf.mul(error, tf.mul(gradient, 2 / prediction.size))],
  );
}

/** A stream's share of the whole loss (eq. 11–13). */
export function streamLoss(prediction: tf.Scalar, discretisation: readonly tf.Scalar[]): tf.Scalar {
  const weight = discretisationWeight * queriesPerPixel;
  const terms = discretisation.map((loss) => tf.mul<tf.Scalar>(loss, weight));
  return tf.mul(tf.addN([prediction, ...terms]), streamWeight);
}

/**
 * Eq. 10, as a mean over queries, each bracket clipped at 0 as in its source. Queries and items have
 * length 1, so all distances follow from the three largest similarities: ‖q − p‖² = 2 − 2·q·p.
 */
export function discretisationLoss(queries: tf.Tensor2D, items: tf.Tensor2D): tf.Scalar {
  const [count] = queries.shape;
  const itemCount = items.shape[0];
  return differentiable(
    [queries],
    () => {
      const { values, indices } = tf.topk(similarities(queries, items), 3);
      const [first, second] = tf.unstack(values, 1) as [tf.Tensor1D, tf.Tensor1D];
      const [nearest, next, third] = tf.unstack(indices, 1) as [
        tf.Tensor1D,
        tf.Tensor1D,
        tf.Tensor1D,
      ];

      const between = tf.sqrt(tf.maximum(tf.sub(2, tf.mul(similarities(items, items), 2)), 0));
      const pair = tf.add(tf.mul(next, itemCount), third);
      const apart = tf.gather(between.reshape([-1]), pair.toInt());

      const nearer = tf.add(tf.mul(tf.sub(second, first), 2), margins.nearest);
      const away = tf.add(tf.sub(tf.sub(2, tf.mul(first, 2)), apart), margins.apart);
      const value = tf.mean<tf.Scalar>(tf.add(tf.relu(nearer), tf.relu(away)));
      return { value, saved: [tf.step(nearer), tf.step(away), nearest, next] };
    },
    (gradient, [nearer, away, nearest, next]) => {
      // Of ‖q − p‖² only −2p matters: the part along q is lost when the query is normalised.
      const scale = tf.mul(gradient, 2 / count);
      const pull = tf.mul(tf.add(nearer, away), scale).expandDims(1);
      const push = tf.mul(nearer, scale).expandDims(1);
      return [
        tf.sub(tf.mul(tf.gather(items, next), push), tf.mul(tf.gather(items, nearest), pull)),
      ];
    },
  );
}
