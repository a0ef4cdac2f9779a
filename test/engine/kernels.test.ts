import { describe, expect, test } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import {
  addActivated,
  addScaled,
  convolve,
  depthToSpace,
  globalMean,
  normaliseBatch,
  normEpsilon,
  shiftChannels,
} from "../../src/engine/kernels.ts";
import { expectClose, expectSame, randomTensor } from "./support.ts";

describe("a fused kernel agrees with plain ops in value and gradients", () => {
  for (const stride of [1, 2] as const) {
    for (const activate of [true, false]) {
      test(`convolution of stride ${stride}, ${activate ? "activated" : "linear"}`, () => {
        const inputs = [[2, 8, 6, 3], [3, 3, 3, 5], [5]].map((shape, at) =>
          randomTensor(shape, at),
        );
        expectSame(
          (x, kernel, bias) =>
            convolve(x as tf.Tensor4D, kernel as tf.Tensor4D, bias as tf.Tensor1D, {
              stride,
              activate,
            }),
          (x, kernel, bias) => {
            const y = tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, stride, "same").add(bias);
            return activate ? tf.leakyRelu(y, 0.2) : y;
          },
          inputs,
        );
      });
    }
  }

  test("convolution to a single channel", () => {
    expectSame(
      (x, kernel, bias) =>
        convolve(x as tf.Tensor4D, kernel as tf.Tensor4D, bias as tf.Tensor1D, { activate: false }),
      (x, kernel, bias) => tf.conv2d(x as tf.Tensor4D, kernel as tf.Tensor4D, 1, "same").add(bias),
      [randomTensor([2, 8, 6, 5], 1), randomTensor([3, 3, 5, 1], 2), randomTensor([1], 3)],
    );
  });

  test("convolution of an input whose gradient nobody reads", () => {
    const x = randomTensor<tf.Tensor4D>([1, 4, 4, 2]);
    expectSame(
      (kernel, bias) =>
        convolve(x, kernel as tf.Tensor4D, bias as tf.Tensor1D, { inputGradient: false }),
      (kernel, bias) => tf.leakyRelu(tf.conv2d(x, kernel as tf.Tensor4D, 1, "same").add(bias), 0.2),
      [randomTensor([3, 3, 2, 3], 2), randomTensor([3], 3)],
    );
  });

  test("activated sum", () => {
    expectSame(
      (a, b) => addActivated(a as tf.Tensor4D, b as tf.Tensor4D),
      (a, b) => tf.leakyRelu(tf.add(a, b), 0.2),
      [randomTensor([2, 3, 3, 4], 1), randomTensor([2, 3, 3, 4], 2)],
    );
  });

  test("batch norm, which also moves its averages", () => {
    const mean = randomTensor<tf.Tensor1D>([4], 5);
    const variance = tf.ones<tf.Rank.R1>([4]);
    const x = randomTensor<tf.Tensor4D>([3, 4, 5, 4], 6);
    const averages: tf.Tensor[] = [];
    expectSame(
      (input, scale, offset) =>
        normaliseBatch(
          input as tf.Tensor4D,
          { scale: scale as tf.Tensor1D, offset: offset as tf.Tensor1D, mean, variance },
          (...given) => averages.push(...given.map((average) => tf.keep(average))),
        ),
      (input, scale, offset) => {
        const moments = tf.moments(input, [0, 1, 2]);
        const deviation = tf.sqrt(tf.add(moments.variance, normEpsilon));
        const normal = tf.div(tf.sub(input, moments.mean), deviation);
        return tf.leakyRelu(tf.add(tf.mul(normal, scale), offset), 0.2);
      },
      [x, randomTensor([4], 7), randomTensor([4], 8)],
    );
    const batchMean = tf.mean(x, [0, 1, 2]);
    expectClose(averages[0] as tf.Tensor, tf.add(tf.mul(mean, 0.95), tf.mul(batchMean, 0.05)));
  });

  test("depth to space", () => {
    expectSame(
      (x) => depthToSpace(x as tf.Tensor4D),
      (x) => x.reshape([2, 3, 2, 2, 2, 3]).transpose([0, 1, 3, 2, 4, 5]).reshape([2, 6, 4, 3]),
      [randomTensor([2, 3, 2, 12])],
    );
  });

  test("temporal shift: the moved channels come from the step before, the others stay", () => {
    expectSame(
      (x) => shiftChannels(x as tf.Tensor4D, 2, 1),
      (x) => {
        const all = x as tf.Tensor4D;
        const before = tf.slice4d(all, [0, 0, 0, 0], [4, 2, 2, 1]);
        return tf.concat4d([before, tf.slice4d(all, [2, 0, 0, 1], [4, 2, 2, 3])], 3);
      },
      [randomTensor([6, 2, 2, 4])],
    );
  });

  test("sum with a scaled image", () => {
    expectSame(
      (q, u, s) => addScaled(q as tf.Tensor4D, u as tf.Tensor4D, s as tf.Tensor4D),
      (q, u, s) => tf.add(q, tf.mul(u, s)),
      [
        [2, 3, 3, 4],
        [2, 3, 3, 4],
        [2, 1, 1, 4],
      ].map((shape, at) => randomTensor(shape, at)),
    );
  });

  test("global mean", () => {
    expectSame(
      (x) => globalMean(x as tf.Tensor4D),
      (x) => tf.mean(x, [1, 2], true),
      [randomTensor([2, 3, 5, 4])],
    );
  });
});

test("a kernel keeps no tensor but its result", () => {
  const x = randomTensor<tf.Tensor4D>([1, 4, 4, 4]);
  const kernel = randomTensor<tf.Tensor4D>([3, 3, 4, 4]);
  const bias = randomTensor<tf.Tensor1D>([4]);
  const before = tf.memory().numTensors;
  const y = convolve(x, kernel, bias);
  expect(tf.memory().numTensors).toBe(before + 1);
  const { value, grads } = tf.valueAndGrads((w: tf.Tensor) =>
    tf.sum(convolve(x, w as tf.Tensor4D, bias)),
  )([kernel]);
  tf.dispose([y, value, grads]);
  expect(tf.memory().numTensors).toBe(before);
});
