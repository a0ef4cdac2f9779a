import { bool, float, int, run, runMany, text, tf, type } from "./backend.ts";
import { differentiable } from "./differentiable.ts";

// TensorFlow's own kernels, each with its own gradient: in training tfjs's ops for the same take
// twice the time and memory. Images are [frames, height, width, channels].

const float32 = type("T", "float32");
const nhwc = text("data_format", "NHWC");
const leak = float("alpha", 0.2);

const windowAttributes = (stride: 1 | 2) => [
  float32,
  nhwc,
  int("strides", [1, stride, stride, 1]),
  int("dilations", [1, 1, 1, 1]),
  text("padding", "SAME"),
];
const convolutionAttributes = (stride: 1 | 2) => [
  ...windowAttributes(stride),
  bool("use_cudnn_on_gpu", true),
];

interface ConvolutionOptions {
  stride?: 1 | 2;
  /** Followed by a leaky ReLU. */
  activate?: boolean;
  /** False for the network's input, whose gradient nobody reads. */
  inputGradient?: boolean;
}

/** Convolution, bias and leaky ReLU as one: the gradient needs only the input and the last result. */
export function convolve(
  input: tf.Tensor4D,
  kernel: tf.Tensor4D,
  bias: tf.Tensor1D | undefined,
  { stride = 1, activate = true, inputGradient = true }: ConvolutionOptions = {},
): tf.Tensor4D {
  if (kernel.shape[3] === 1 && bias && stride === 1 && !activate) {
    return convolveToOne(input, kernel, bias);
  }
  const attributes = convolutionAttributes(stride);
  const inputs = [...(inputGradient ? [input] : []), kernel, ...(bias ? [bias] : [])];
  return differentiable(
    inputs,
    () => {
      let value = run<tf.Tensor4D>("Conv2D", [input, kernel], attributes);
      if (bias) value = run("BiasAdd", [value, bias], [float32, nhwc]);
      if (activate) value = leakyRelu(value);
      return { value, saved: activate ? [input, kernel, value] : [input, kernel] };
    },
    (gradient, [x, w, y]) => {
      const before = y ? leakyReluGradient(gradient, y) : gradient;
      const gradients: tf.Tensor[] = [];
      if (inputGradient) {
        const shape = tf.tensor1d(x.shape, "int32");
        gradients.push(run("Conv2DBackpropInput", [shape, w, before], attributes));
      }
      const shape = tf.tensor1d(w.shape, "int32");
      gradients.push(run("Conv2DBackpropFilter", [x, shape, before], attributes));
      if (bias) gradients.push(run("BiasAddGrad", [before], [float32, nhwc]));
      return gradients;
    },
  );
}

/** tfjs's own product of matrices reshapes them to three dimensions and back. */
export const product = (a: tf.Tensor2D, b: tf.Tensor2D, transposeA = false, transposeB = false) =>
  run<tf.Tensor2D>(
    "MatMul",
    [a, b],
    [float32, bool("transpose_a", transposeA), bool("transpose_b", transposeB)],
  );

/**
 * A convolution to a single channel, with bias: each channel convolved by itself, and their sum. The
 * library's convolutions fill a vector with output channels, of which there would be one.
 */
function convolveToOne(input: tf.Tensor4D, kernel: tf.Tensor4D, bias: tf.Tensor1D): tf.Tensor4D {
  const [count, height, width, channels] = input.shape;
  const attributes = windowAttributes(1);
  return differentiable(
    [input, kernel, bias],
    () => {
      const apart = run<tf.Tensor4D>("DepthwiseConv2dNative", [input, kernel], attributes);
      const sum = product(apart.reshape([-1, channels]), tf.ones([channels, 1]));
      const value = run<tf.Tensor4D>(
        "BiasAdd",
        [sum.reshape([count, height, width, 1]), bias],
        [float32, nhwc],
      );
      return { value, saved: [input, kernel] };
    },
    (gradient, [x, w]) => {
      // [k, k, c, 1] turned about and read as one channel's c kernels.
      const [rows, columns] = w.shape;
      const turned = tf.reverse(w, [0, 1]).reshape([rows, columns, 1, channels]);
      const shape = tf.tensor1d(w.shape, "int32");
      const spread = tf.broadcastTo(gradient, x.shape);
      return [
        run("DepthwiseConv2dNative", [gradient, turned], attributes),
        run("DepthwiseConv2dNativeBackpropFilter", [x, shape, spread], attributes),
        run("BiasAddGrad", [gradient], [float32, nhwc]),
      ];
    },
  );
}

/** `LeakyReLU(a + b)`. */
export function addActivated(a: tf.Tensor4D, b: tf.Tensor4D): tf.Tensor4D {
  return differentiable(
    [a, b],
    () => {
      const value = leakyRelu(run<tf.Tensor4D>("AddV2", [a, b], [float32]));
      return { value, saved: [value] };
    },
    (gradient, [y]) => {
      const before = leakyReluGradient(gradient, y);
      return [before, before.clone()];
    },
  );
}

/** The sign of a leaky ReLU's result is that of its input, so the result is enough for its gradient. */
function leakyReluGradient(gradient: tf.Tensor4D, result: tf.Tensor): tf.Tensor4D {
  return run("LeakyReluGrad", [gradient, result], [float32, leak]);
}

export function leakyRelu(x: tf.Tensor4D): tf.Tensor4D {
  return run("LeakyRelu", [x], [float32, leak]);
}

export const normEpsilon = 1e-3;
/** How much of a batch's statistics enters the running averages. */
const normUpdate = 0.05;

interface Norm {
  scale: tf.Tensor1D;
  offset: tf.Tensor1D;
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
}

/** Batch norm over the batch's own statistics and leaky ReLU; hands out the new running averages. */
export function normaliseBatch(
  input: tf.Tensor4D,
  { scale, offset, mean, variance }: Norm,
  onAverages: (mean: tf.Tensor, variance: tf.Tensor) => void,
): tf.Tensor4D {
  const attributes = [float32, type("U", "float32"), nhwc, bool("is_training", true)];
  const epsilon = float("epsilon", normEpsilon);
  return differentiable(
    [input, scale, offset],
    () => {
      const [normal, newMean, newVariance, ...reserved] = runMany(
        "FusedBatchNormV3",
        [input, scale, offset, mean, variance],
        [...attributes, epsilon, float("exponential_avg_factor", normUpdate)],
        6,
      ) as [tf.Tensor4D, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      onAverages(newMean, newVariance);
      const value = leakyRelu(normal);
      return { value, saved: [input, scale, value, ...reserved] };
    },
    (gradient, [x, gamma, y, ...reserved]) =>
      runMany(
        "FusedBatchNormGradV3",
        [leakyReluGradient(gradient, y), x, gamma, ...reserved],
        [...attributes, epsilon],
        5,
      ).slice(0, 3),
  );
}

/** `[n, h, w, 4c]` to `[n, 2h, 2w, c]`; after a 1×1 convolution this is a 2×2, stride-2 deconvolution. */
export function depthToSpace(x: tf.Tensor4D): tf.Tensor4D {
  const attributes = [float32, int("block_size", 2), nhwc];
  return differentiable(
    [x],
    () => ({ value: run<tf.Tensor4D>("DepthToSpace", [x], attributes), saved: [] }),
    (gradient) => [run("SpaceToDepth", [gradient], attributes)],
  );
}

/**
 * Of `n + 1` time steps the last `n`, with their first `moved` channels taken from the step before.
 * Steps lie one after another along the first axis, `batch` frames each.
 */
export function shiftChannels(x: tf.Tensor4D, batch: number, moved: number): tf.Tensor4D {
  const [rows, height, width, channels] = x.shape;
  return differentiable(
    [x],
    () => {
      const before = tf.slice4d(x, [0, 0, 0, 0], [rows - batch, height, width, moved]);
      const now = tf.slice4d(x, [batch, 0, 0, moved], [-1, -1, -1, -1]);
      return { value: tf.concat4d([before, now], 3), saved: [] };
    },
    (gradient) => {
      const before = tf.slice4d(gradient, [0, 0, 0, 0], [-1, -1, -1, moved]);
      const now = tf.slice4d(gradient, [0, 0, 0, moved], [-1, -1, -1, -1]);
      const none: [number, number] = [0, 0];
      return [
        tf.add(
          tf.pad4d(before, [[0, batch], none, none, [0, channels - moved]]),
          tf.pad4d(now, [[batch, 0], none, none, [moved, 0]]),
        ),
      ];
    },
  );
}

/** The mean over height and width, `[n, 1, 1, c]`. */
export function globalMean(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width] = x.shape;
  return differentiable(
    [x],
    () => ({ value: tf.mean<tf.Tensor4D>(x, [1, 2], true), saved: [] }),
    (gradient) => [tf.broadcastTo(tf.div(gradient, height * width), x.shape)],
  );
}

/** `q + u·s`, with one factor a channel: `s` is `[n, 1, 1, c]`. */
export function addScaled(q: tf.Tensor4D, u: tf.Tensor4D, s: tf.Tensor4D): tf.Tensor4D {
  return differentiable(
    [q, u, s],
    () => ({ value: tf.add<tf.Tensor4D>(q, tf.mul(u, s)), saved: [u, s] }),
    (gradient, [kept, factor]) => [
      gradient.clone(),
      tf.mul(gradient, factor),
      tf.sum(tf.mul(gradient, kept), [1, 2], true),
    ],
  );
}
