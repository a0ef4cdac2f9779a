import "./node-compatibility.ts";
import * as tf from "@tensorflow/tfjs-node";

export { tf };

type Kind =
  | "TF_ATTR_TYPE"
  | "TF_ATTR_INT"
  | "TF_ATTR_FLOAT"
  | "TF_ATTR_BOOL"
  | "TF_ATTR_STRING"
  | "TF_ATTR_SHAPE";
type TypeName = "TF_FLOAT" | "TF_INT32" | "TF_UINT8";

export interface OpAttribute {
  name: string;
  type: number;
  value: string | number | boolean | readonly number[];
}

interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

/** The C++ side: tensors are numbers there. */
export interface NativeBinding extends Readonly<Record<Kind | TypeName, number>> {
  createTensor(shape: readonly number[], dtype: number, values: ArrayBufferView): number;
  executeOp(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly number[],
    outputs: number,
  ): NativeTensor[];
  tensorDataSync(id: number): ArrayBufferView;
  /** Only where set-up compiled the binding: `graph` becomes an op named `name`. */
  addFunction?(
    name: string,
    graph: Uint8Array,
    inputs: readonly string[],
    outputs: readonly string[],
  ): void;
  removeFunction?(name: string): void;
}

/** The parts of tfjs-node's backend that its published types leave out. */
interface NativeBackend {
  binding: NativeBinding;
  isUsingGpuDevice: boolean;
  tensorMap: { get(dataId: object): { dtype: number } };
  getInputTensorIds(tensors: readonly tf.Tensor[]): number[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  executeMultipleOutputs(
    op: string,
    attributes: readonly OpAttribute[],
    inputs: readonly tf.Tensor[],
    outputs: number,
  ): tf.Tensor[];
}

export const nativeBackend = tf.backend() as unknown as NativeBackend;
const { binding } = nativeBackend;

const attribute = (kind: Kind, name: string, value: OpAttribute["value"]): OpAttribute => ({
  name,
  type: binding[kind],
  value,
});

export const int = (name: string, value: number | readonly number[]) =>
  attribute("TF_ATTR_INT", name, value);
export const float = (name: string, value: number) => attribute("TF_ATTR_FLOAT", name, value);
export const bool = (name: string, value: boolean) => attribute("TF_ATTR_BOOL", name, value);
export const text = (name: string, value: string) => attribute("TF_ATTR_STRING", name, value);
const types = { float32: "TF_FLOAT", int32: "TF_INT32", uint8: "TF_UINT8" } as const;
export const type = (name: string, value: keyof typeof types) =>
  attribute("TF_ATTR_TYPE", name, binding[types[value]]);

/** What the tensor is there: tfjs knows no uint8. */
export const deviceType = (tensor: tf.Tensor): number =>
  nativeBackend.tensorMap.get(tensor.dataId).dtype;

/** Runs a TensorFlow op by its own name; tfjs wraps only some of them. Leaves no trace on the tape. */
export function runMany(
  op: string,
  inputs: readonly tf.Tensor[],
  attributes: readonly OpAttribute[],
  outputs: number,
): tf.Tensor[] {
  return nativeBackend.executeMultipleOutputs(op, attributes, inputs, outputs);
}

/** `runMany` for an op with one output. */
export function run<Output extends tf.Tensor>(
  op: string,
  inputs: readonly tf.Tensor[],
  attributes: readonly OpAttribute[],
): Output {
  return runMany(op, inputs, attributes, 1)[0] as Output;
}

/** Bytes on the device as they are. tfjs has no such type: only `run` can read the tensor. */
export function uploadBytes(bytes: Uint8Array, shape: readonly number[]): tf.Tensor {
  const id = binding.createTensor(shape, binding.TF_UINT8, bytes);
  return nativeBackend.createOutputTensor({ id, shape: [...shape], dtype: binding.TF_UINT8 });
}
