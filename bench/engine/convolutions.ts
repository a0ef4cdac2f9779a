import { nativeBackend, runMany, tf, type OpAttribute } from "../../src/engine/backend.ts";
import { Network } from "../../src/engine/network.ts";
import { sampleFrames } from "../../src/engine/parameters.ts";
import type { ModelSettings } from "../../src/engine/settings.ts";
import { Trainer } from "../../src/engine/trainer.ts";
import { intercept } from "../peers/intercept.ts";
import { noise } from "./noise.ts";
import type { Task } from "./worker.ts";

type Run = [
  op: string,
  attributes: readonly OpAttribute[],
  inputs: readonly tf.Tensor[],
  outputs: number,
];

interface Convolution {
  op: string;
  attributes: readonly OpAttribute[];
  /** Of the inputs; an `int32` one is the result's shape. */
  shapes: { dtype: tf.DataType; shape: number[] }[];
  result: number[];
}

/**
 * Every convolution of a training step, forward and both gradients, of the same shapes, called one
 * after another through the binding and nothing else: the library's own peak. A step's share of it is
 * these operations over the step's time against the same operations over the time that they take here.
 */
export function convolutions(settings: ModelSettings, batch: number): Task {
  const noted = convolutionsOfStep(settings, batch);
  const inputs = new Map<string, tf.Tensor>();
  const inputOf = (shape: number[]) => {
    const key = shape.join(",");
    const input = inputs.get(key) ?? tf.randomNormal(shape);
    inputs.set(key, input);
    return input;
  };
  const calls = noted.map(({ op, attributes, shapes, result }) => {
    const given = shapes.map(({ dtype, shape }) =>
      dtype === "int32" ? tf.tensor1d(result, "int32") : inputOf(shape),
    );
    return () => tf.dispose(runMany(op, given, attributes, 1));
  });
  const flops = noted.reduce((sum, convolution) => sum + flopsOf(convolution), 0);
  return { work: () => calls.forEach((call) => call()), flops };
}

/** What the first step of a training asks of TensorFlow while it is recorded. */
function convolutionsOfStep(settings: ModelSettings, batch: number): Convolution[] {
  const network = Network.create(settings, 1);
  const trainer = new Trainer(network);
  const noted: Convolution[] = [];
  const note = (_: object, args: readonly unknown[], results: unknown) => {
    const [op, attributes, inputs] = args as Run;
    const [result] = results as [tf.Tensor];
    if (!/^(Depthwise)?Conv2d/i.test(op)) return;
    const shapes = inputs.map(({ dtype, shape }) => ({ dtype, shape: [...shape] }));
    noted.push({ op, attributes, shapes, result: [...result.shape] });
  };
  const bytes = noise(settings, sampleFrames * batch);
  intercept(nativeBackend, { executeMultipleOutputs: note }, () => trainer.step(bytes, 1e-4, 1));
  trainer.dispose();
  network.dispose();
  return noted;
}

/** A multiplication and an addition for each weight and pixel of the convolution's output. */
function flopsOf({ op, shapes, result }: Convolution): number {
  const [, second, third] = shapes.map(({ shape }) => shape);
  if (op.startsWith("Depthwise")) {
    const [window, output] = op.endsWith("Filter") ? [result, third] : [second, result];
    const [high = 0, wide = 0] = window ?? [];
    return 2 * high * wide * sizeOf(output);
  }
  const [kernel, output] =
    op === "Conv2D"
      ? [second, result]
      : op === "Conv2DBackpropInput"
        ? [second, third]
        : [result, third];
  const [height = 0, width = 0, channels = 0] = kernel ?? [];
  return 2 * height * width * channels * sizeOf(output);
}

const sizeOf = (shape: readonly number[] = []): number =>
  shape.reduce((size, length) => size * length, 1);
