import { afterEach, describe, expect, it } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import { Compiled } from "../../src/engine/compile.ts";

const made: Compiled[] = [];
const compile = (...args: ConstructorParameters<typeof Compiled>): Compiled => {
  const compiled = new Compiled(...args);
  made.push(compiled);
  return compiled;
};

afterEach(() => {
  for (const compiled of made.splice(0)) compiled.dispose();
});

describe("a compiled body", () => {
  it("gives what the body gives, for every input of a shape", () => {
    const body = compile((x) => [tf.sum(tf.relu(tf.mul(x, 2))), tf.add(x, 1)]);
    for (const values of [
      [1, -2, 3],
      [-4, 5, -6],
    ]) {
      const x = tf.tensor1d(values);
      const [sum, next] = body.call(x) as [tf.Tensor, tf.Tensor];
      const positive = values.filter((value) => value > 0);
      expect(sum.dataSync()[0]).toBe(2 * positive.reduce((total, value) => total + value, 0));
      expect([...next.dataSync()]).toEqual(values.map((value) => value + 1));
    }
  });

  it("is compiled anew for inputs of another shape", () => {
    const body = compile((x) => [tf.mean(x)]);
    for (const size of [2, 3, 2]) {
      expect(body.call(tf.range(0, size))[0]?.dataSync()[0]).toBe((size - 1) / 2);
    }
  });

  it("takes gradients inside", () => {
    const slope = tf.grad((x) => tf.sum(tf.square(x)));
    const body = compile((x) => [slope(x)]);
    expect([...(body.call(tf.tensor1d([1, 2]))[0]?.dataSync() ?? [])]).toEqual([2, 4]);
    expect([...(body.call(tf.tensor1d([3, -1]))[0]?.dataSync() ?? [])]).toEqual([6, -2]);
  });

  it("may hand out its input", () => {
    const body = compile((x) => [x]);
    const x = tf.tensor1d([7]);
    expect(body.call(x)[0]?.dataSync()[0]).toBe(7);
    expect(x.dataSync()[0]).toBe(7);
  });

  it("keeps outer tensors as they were when it was compiled", () => {
    const outer = tf.scalar(10);
    const body = compile((x) => [tf.add(x, outer)]);
    expect(body.call(tf.scalar(1))[0]?.dataSync()[0]).toBe(11);
    outer.dispose();
    expect(body.call(tf.scalar(2))[0]?.dataSync()[0]).toBe(12);
  });

  it("leaves no tensors behind but its outputs", () => {
    const body = compile((x) => [tf.add(tf.mul(x, 3), tf.scalar(1))]);
    const x = tf.scalar(1);
    const before = tf.memory().numTensors;
    for (let call = 0; call < 3; call++) tf.dispose(body.call(x));
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses to read values back, and can be called again", () => {
    const body = compile((x) => [tf.scalar(tf.add(x, 1).dataSync()[0] ?? 0)]);
    expect(() => body.call(tf.scalar(1))).toThrow("must not read a tensor's values");
    expect(tf.add(1, 1).dataSync()[0]).toBe(2);
  });
});
