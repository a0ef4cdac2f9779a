import { describe, expect, test } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import { discretisationLoss, predictionLoss } from "../../src/engine/losses.ts";
import { nearestDistance, recall, toQueries, updateItems } from "../../src/engine/memory.ts";
import { expectClose, expectSame, randomTensor } from "./support.ts";

const unit = (x: tf.Tensor): tf.Tensor2D => tf.div(x, tf.norm(x, 2, 1, true));
const items = unit(randomTensor([5, 4], 11));

describe("memory", () => {
  test("queries are the features of each pixel at length 1", () => {
    expectSame(
      (x) => toQueries(x as tf.Tensor4D),
      (x) => {
        const rows = x.reshape([-1, 4]);
        return tf.div(rows, tf.sqrt(tf.sum(tf.square(rows), 1, true)));
      },
      [randomTensor([2, 3, 2, 4])],
    );
  });

  test("a query reads the items it is alike, weighted by a softmax", () => {
    expectSame(
      (queries) => recall(queries as tf.Tensor2D, items),
      (queries) => {
        const weights = tf.softmax(tf.matMul(queries as tf.Tensor2D, items, false, true));
        return tf.matMul(weights, items);
      },
      [randomTensor([7, 4])],
    );
  });

  test("a temperature sharpens the softmax", () => {
    expectSame(
      (queries) => recall(queries as tf.Tensor2D, items, 0.1),
      (queries) => {
        const likeness = tf.matMul(queries, items, false, true);
        return tf.matMul(tf.softmax(likeness.div(0.1)), items);
      },
      [randomTensor([7, 4])],
    );
  });

  test("an update moves an item to its own queries and leaves one without any as it is", () => {
    const far = tf.tensor2d([
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ]);
    const queries = unit(
      tf.tensor2d([
        [1, 0.5, 0],
        [1, 0, 0.5],
        [0.1, 1, 0],
      ]),
    );
    const [first, second] = [0, 1, 2].map((row) => queries.slice([row, 0], [1, 3]));
    const weight = Math.exp((first as tf.Tensor).dataSync()[0] ?? 0); // both are as near
    expect(weight).toBeGreaterThan(2);
    const moved = updateItems(far, queries);

    expectClose(
      moved.slice([0, 0], [1, 3]),
      unit(far.slice([0, 0], [1, 3]).add(tf.add(first as tf.Tensor, second as tf.Tensor).div(2))),
    );
    expectClose(moved.slice([2, 0], [1, 3]), far.slice([2, 0], [1, 3]));
  });

  test("the distance of a frame is the mean over its queries to their nearest items", () => {
    const queries = unit(randomTensor([6, 4], 12));
    const all = tf.sqrt(tf.sum(tf.square(tf.sub(queries.expandDims(1), items.expandDims(0))), 2)); // [6, 5]
    const expected = tf.mean(tf.min(all, 1).reshape([2, 3]), 1);

    expectClose(nearestDistance(queries, items, 2), expected);
  });
});

describe("losses", () => {
  test("the prediction loss is the mean squared error", () => {
    const truth = randomTensor([2, 3, 3, 1], 5);
    expectSame(
      (x) => predictionLoss(x, truth),
      (x) => tf.mean(tf.squaredDifference(x, truth)),
      [randomTensor([2, 3, 3, 1], 6)],
    );
  });

  test("the discretisation loss is equation 10, with its brackets clipped at 0", async () => {
    const raw = randomTensor<tf.Tensor2D>([9, 4], 13);
    const distances = (rows: tf.Tensor2D) =>
      tf.sum(tf.square(tf.sub(rows.expandDims(1), items.expandDims(0))), 2);
    // Which items are nearest is read off beforehand, so that plain ops can take the gradient.
    const order = ((await distances(unit(raw)).array()) as number[][]).map((row) =>
      row.map((distance, item) => ({ distance, item })).sort((a, b) => a.distance - b.distance),
    );
    const nth = (n: number) =>
      tf.gather(
        items,
        order.map((row) => row[n]?.item ?? 0),
      );
    const [nearest, next, third] = [nth(0), nth(1), nth(2)] as [tf.Tensor, tf.Tensor, tf.Tensor];
    const apart = tf.norm(tf.sub(third, next), 2, 1);
    const length = (x: tf.Tensor) => tf.sqrt(tf.sum(tf.square(x), 1, true));

    // Through the queries' normalisation: only there is the part along a query without effect.
    expectSame(
      (x) => discretisationLoss(toQueries(x.reshape([9, 1, 1, 4])), items),
      (x) => {
        const queries = tf.div(x, length(x));
        const to = (item: tf.Tensor) => tf.sum(tf.square(tf.sub(queries, item)), 1);
        const first = tf.add(tf.sub(to(nearest), to(next)), 2);
        const second = tf.add(tf.sub(to(nearest), apart), 1);
        return tf.mean(tf.add(tf.relu(first), tf.relu(second)));
      },
      [raw],
    );
  });
});
