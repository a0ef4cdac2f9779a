import "./node-compatibility.ts";
import * as tf from "@tensorflow/tfjs-node";

export { tf };

type Kind = "TF_ATTR_TYPE" | "TF_ATTR_INT" | "TF_ATTR_FLOAT" | "TF_ATTR_BOOL" | "TF_ATTR_STRING";
interface Attribute {
  name: string;
  type: number;
  value: string | number | boolean | readonly number[];
}

/** The part of tfjs-node's backend that runs any op, which its published types leave out. */
interface NativeBackend {
  binding: Record<Kind | "TF_FLOAT" | "TF_INT32", number>;
  executeMultipleOutputs(
    op: string,
    attributes: readonly Attribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

const backend = tf.backend() as unknown as NativeBackend;

const attribute = (kind: Kind, name: string, value: Attribute["value"]): Attribute => ({
  name,
  type: backend.binding[kind],
  value,
});

export const int = (name: string, value: number | readonly number[]) =>
  attribute("TF_ATTR_INT", name, value);
export const float = (name: string, value: number) => attribute("TF_ATTR_FLOAT", name, value);
export const bool = (name: string, value: boolean) => attribute("TF_ATTR_BOOL", name, value);
export const text = (name: string, value: string) => attribute("TF_ATTR_STRING", name, value);
export const type = (name: string, value: "float32" | "int32") =>
  attribute("TF_ATTR_TYPE", name, backend.binding[value === "float32" ? "TF_FLOAT" : "TF_INT32"]);

/** Runs a TensorFlow op by its own name; tfjs wraps only some of them. Leaves no trace on the tape. */
export function runMany(
  op: string,
  inputs: readonly tf.Tensor[],
  attributes: readonly Attribute[],
  outputs: number,
): tf.Tensor[] {
  return backend.executeMultipleOutputs(op, attributes, inputs, outputs);
}

/** `runMany` for an op with one output. */
export function run<Output extends tf.Tensor>(
  op: string,
  inputs: readonly tf.Tensor[],
  attributes: readonly Attribute[],
): Output {
  return runMany(op, inputs, attributes, 1)[0] as Output;
}
