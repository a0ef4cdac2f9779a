import { tf } from "./backend.ts";
import { differentiable } from "./differentiable.ts";
import { product } from "./kernels.ts";
import { similarities } from "./memory.ts";

/** a and b of eq. 10: how much nearer the nearest item should be, and how far apart the next two. */
const margins = { nearest: 2, apart: 1 };
/**
 * The paper sums both losses: over a frame's N pixels, and over the bottleneck's N / 64 queries. With
 * means in place of sums the discretisation loss therefore counts a 64th, at every level alike.
 */
const queriesPerPixel = 1 / 64;

/** Eq. 9, as a mean over pixels, which count as much as `weights` says; their mean should be one. */
export function predictionLoss(
  prediction: tf.Tensor,
  truth: tf.Tensor,
  weights?: tf.Tensor,
): tf.Scalar {
  return differentiable(
    [prediction],
    () => {
      const difference = tf.sub(prediction, truth);
      const error = weights ? tf.mul(difference, weights) : difference;
      return { value: tf.mean<tf.Scalar>(tf.mul(error, difference)), saved: [error] };
    },
    (gradient, [error]) => [tf.mul(error, tf.mul(gradient, 2 / prediction.size))],
  );
}

/**
 * Pixel p's weight `(1 + w·|m_p| / m̄) / (1 + w)`, where `m_p` is its change and `m̄` the batch's mean of
 * `|m|`: a share 1 / (1 + w) of the loss is spread evenly, the rest as the motion is. Their mean is one.
 */
export function motionWeights(motion: tf.Tensor4D, w: number): tf.Tensor4D {
  const change = tf.abs(motion);
  const relative = tf.div<tf.Tensor4D>(change, tf.maximum(tf.mean(change), 1e-6));
  return tf.div(tf.add(tf.mul(relative, w), 1), 1 + w);
}

/** A stream's share of the whole loss (eq. 11–13), by its γ and its α or β. */
export function streamLoss(
  prediction: tf.Scalar,
  discretisation: readonly tf.Scalar[],
  { streamWeight, discretisationWeight }: { streamWeight: number; discretisationWeight: number },
): tf.Scalar {
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
  return differentiable(
    [queries],
    () => {
      const similarity = similarities(queries, items); // [queries, items]
      const nearest = largest(similarity);
      const second = largest(without(similarity, nearest.mask));
      const third = largest(without(without(similarity, nearest.mask), second.mask));

      const between = tf.sqrt<tf.Tensor2D>(
        tf.maximum(tf.sub(2, tf.mul(similarities(items, items), 2)), 0),
      );
      const apart = tf.sum(tf.mul(product(second.mask, between), third.mask), 1, true);
      const nearer = tf.add(tf.mul(tf.sub(second.value, nearest.value), 2), margins.nearest);
      const away = tf.add(tf.sub(tf.sub(2, tf.mul(nearest.value, 2)), apart), margins.apart);
      const value = tf.mean<tf.Scalar>(tf.add(tf.relu(nearer), tf.relu(away)));
      return { value, saved: [tf.step(nearer), tf.step(away), nearest.mask, second.mask] };
    },
    (gradient, [nearer, away, nearest, second]) => {
      // Of ‖q − p‖² only −2p matters: the part along q is lost when the query is normalised.
      const scale = tf.mul(gradient, 2 / count);
      const pull = tf.mul(nearest, tf.mul(tf.add(nearer, away), scale));
      const push = tf.mul(second, tf.mul(nearer, scale));
      return [product(tf.sub(push, pull), items)];
    },
  );
}

/** Each row's largest value, `[rows, 1]`, and a 1 in its place. Three of these cost less than a top-k. */
function largest(x: tf.Tensor2D): { value: tf.Tensor2D; mask: tf.Tensor2D } {
  const value = tf.max<tf.Tensor2D>(x, 1, true);
  return { value, mask: tf.cast(tf.equal<tf.Tensor2D>(x, value), "float32") };
}

/** Similarities with those taken away that the mask marks; they lie in −1..1. */
const without = (similarity: tf.Tensor2D, mask: tf.Tensor2D): tf.Tensor2D =>
  tf.sub(similarity, tf.mul(mask, 4));
