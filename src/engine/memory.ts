import { run, tf, type } from "./backend.ts";
import { differentiable } from "./differentiable.ts";
import { product } from "./kernels.ts";

const float32 = type("T", "float32");

/** Each pixel's features as a query of length 1: `[n, h, w, c]` to `[n·h·w, c]`. */
export function toQueries(features: tf.Tensor4D): tf.Tensor2D {
  const channels = features.shape[3];
  return differentiable(
    [features],
    () => {
      const x = features.reshape<tf.Tensor2D>([-1, channels]);
      const length = tf.maximum(lengthOf(x), 1e-6);
      const value = tf.div<tf.Tensor2D>(x, length);
      return { value, saved: [value, length] };
    },
    (gradient, [queries, length]) => {
      const along = tf.sum(tf.mul(gradient, queries), 1, true);
      const across = tf.sub(gradient, tf.mul(queries, along));
      return [tf.div(across, length).reshape(features.shape)];
    },
  );
}

const lengthOf = (x: tf.Tensor2D): tf.Tensor2D => tf.sqrt(tf.sum(tf.square(x), 1, true));

/** Cosine similarity of every query with every item, `[queries, items]`. */
export function similarities(queries: tf.Tensor2D, items: tf.Tensor2D): tf.Tensor2D {
  return product(queries, items, false, true);
}

/**
 * What each query reads, `[queries, c]`: the items weighted by a softmax of likeness (eq. 5, 6). Likeness
 * lies in −1..1, so the paper's temperature of 1 reads nearly the items' mean; a lower one the nearest item.
 */
export function recall(queries: tf.Tensor2D, items: tf.Tensor2D, temperature = 1): tf.Tensor2D {
  return differentiable(
    [queries],
    () => {
      const likeness = similarities(queries, items);
      const scaled = temperature === 1 ? likeness : tf.div<tf.Tensor2D>(likeness, temperature);
      const weights = run<tf.Tensor2D>("Softmax", [scaled], [float32]);
      return { value: product(weights, items), saved: [weights] };
    },
    (gradient, [weights]) => {
      const ofWeights = tf.mul<tf.Tensor2D>(product(gradient, items, false, true), weights);
      const mean = tf.sum(ofWeights, 1, true);
      const ofScaled = tf.sub<tf.Tensor2D>(ofWeights, tf.mul(weights, mean));
      const ofLikeness = temperature === 1 ? ofScaled : tf.div<tf.Tensor2D>(ofScaled, temperature);
      return [product(ofLikeness, items)];
    },
  );
}

/**
 * The items moved towards the queries nearest to them (eq. 7, 8). Weights are normalised to a sum of
 * one per item, so that an item's own past counts the same at every resolution and batch size.
 */
export function updateItems(items: tf.Tensor2D, queries: tf.Tensor2D): tf.Tensor2D {
  return tf.tidy(() => {
    const similarity = similarities(queries, items);
    const nearest = tf.equal(similarity, tf.max(similarity, 1, true));
    const weights = tf.mul<tf.Tensor2D>(tf.exp(similarity), tf.cast(nearest, "float32"));
    const total = tf.sum(weights, 0).reshape([-1, 1]);
    // An item that no query is nearest to stays as it is.
    const update = tf.div(product(weights, queries, true), tf.maximum(total, 1e-6));
    const moved = tf.add<tf.Tensor2D>(items, update);
    return tf.div(moved, lengthOf(moved));
  });
}

/** Distance of each query to its nearest item, `[queries]`. Both have length 1: ‖q − p‖² = 2 − 2·q·p. */
export function itemDistances(queries: tf.Tensor2D, items: tf.Tensor2D): tf.Tensor1D {
  const nearest = tf.max(similarities(queries, items), 1);
  return tf.sqrt(tf.maximum(tf.sub(2, tf.mul(nearest, 2)), 0));
}

/** Mean distance of each frame's queries to their nearest item (eq. 15), `[frames]`. */
export function nearestDistance(
  queries: tf.Tensor2D,
  items: tf.Tensor2D,
  frames: number,
): tf.Tensor1D {
  return tf.tidy(() =>
    tf.mean<tf.Tensor1D>(itemDistances(queries, items).reshape([frames, -1]), 1),
  );
}
