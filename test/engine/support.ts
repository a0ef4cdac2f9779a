import { expect } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import type { FrameSize, FrameSource } from "../../src/engine/frame-source.ts";
import { Random } from "../../src/engine/random.ts";
import { resolveSettings, type ModelSettings } from "../../src/engine/settings.ts";

/** The whole network, small enough for a test. */
export function tinySettings(
  overrides: Partial<Omit<ModelSettings, "preset">> = {},
): ModelSettings {
  return resolveSettings("STANDARD", {
    width: 32,
    height: 32,
    baseChannels: 4,
    memoryItems: 5,
    ...overrides,
  });
}

/** A bright square that crosses a noisy grey ground, a pixel a frame: `from` sets where it starts. */
export function movingSquare(
  { width, height }: FrameSize,
  frameCount: number,
  from = 0,
): Uint8Array[] {
  const random = new Random(from, 7);
  return Array.from({ length: frameCount }, (_, frame) =>
    Uint8Array.from({ length: width * height }, (_, pixel) => {
      const x = pixel % width;
      const y = Math.floor(pixel / width);
      const inside = (x - frame - from + 100 * width) % width < 6 && y >= 10 && y < 18;
      return (inside ? 200 : 80) + Math.floor(random.uniform() * 10);
    }),
  );
}

export function clipOf(name: string, frames: readonly Uint8Array[]): FrameSource {
  return {
    name,
    frameCount: frames.length,
    read: async (from, count) => Buffer.concat(frames.slice(from, from + count)),
  };
}

export function randomTensor<Type extends tf.Tensor>(shape: number[], seed = 1): Type {
  const random = new Random(seed, 3);
  const size = shape.reduce((product, length) => product * length, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  ) as Type;
}

/** Compares what both give for `inputs`, and the gradients of a weighted sum of it for each input. */
export function expectSame(
  actual: (...inputs: tf.Tensor[]) => tf.Tensor,
  plain: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
): void {
  tf.tidy(() => {
    const value = actual(...inputs);
    expectClose(value, plain(...inputs));
    const weights = randomTensor(value.shape, 99);
    const gradientsOf = (operation: typeof actual) =>
      tf.grads((...given: tf.Tensor[]) => tf.sum(tf.mul(operation(...given), weights)))(inputs);
    const expected = gradientsOf(plain);
    for (const [at, gradient] of gradientsOf(actual).entries()) {
      expectClose(gradient, expected[at] as tf.Tensor);
    }
  });
}

export function expectClose(actual: tf.Tensor, expected: tf.Tensor, tolerance = 1e-4): void {
  expect(actual.shape).toEqual(expected.shape);
  const values = actual.dataSync();
  const largest = Math.max(1, ...expected.dataSync().map(Math.abs));
  for (const [at, value] of expected.dataSync().entries()) {
    expect(Math.abs((values[at] ?? Number.NaN) - value)).toBeLessThan(tolerance * largest);
  }
}
