import { Message } from "../protobuf.ts";

// ONNX's ModelProto (onnx/onnx.proto).

export const elementTypes = { float: 1, uint8: 2, int64: 7 } as const;
export type ElementType = keyof typeof elementTypes;

/** A whole number or a list of such, a word, or a float. */
export type OnnxAttribute = number | readonly number[] | string | { float: number };

export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes: Record<string, OnnxAttribute>;
}

/** A constant. */
export interface Initializer {
  type: ElementType;
  shape: readonly number[];
  bytes: Uint8Array;
}

/** An input or output; a word in its shape stands for any size. */
export interface OnnxValue {
  name: string;
  type: ElementType;
  shape: readonly (number | string)[];
}

export interface OnnxModel {
  nodes: readonly OnnxNode[];
  initializers: ReadonlyMap<string, Initializer>;
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
  metadata: Record<string, string>;
}

const formatVersion = 8;
/** The first in which every reduction takes its axes as an input. */
const operatorSet = 18;

export function encodeModel(model: OnnxModel): Uint8Array {
  const message = new Message()
    .int(1, formatVersion)
    .string(2, "vigil")
    .message(8, new Message().string(1, "").int(2, operatorSet))
    .message(7, encodeGraph(model));
  for (const [key, value] of Object.entries(model.metadata)) {
    message.message(14, new Message().string(1, key).string(2, value));
  }
  return message.finish();
}

function encodeGraph({ nodes, initializers, inputs, outputs }: OnnxModel): Message {
  const graph = new Message().string(2, "streaming step");
  for (const node of nodes) graph.message(1, encodeNode(node));
  for (const [name, { type, shape, bytes }] of initializers) {
    const tensor = new Message().ints(1, shape).int(2, elementTypes[type]);
    graph.message(5, tensor.string(8, name).bytes(9, bytes));
  }
  for (const input of inputs) graph.message(11, encodeValue(input));
  for (const output of outputs) graph.message(12, encodeValue(output));
  return graph;
}

function encodeNode({ op, inputs, outputs, attributes }: OnnxNode): Message {
  const node = new Message();
  for (const input of inputs) node.string(1, input);
  for (const output of outputs) node.string(2, output);
  node.string(4, op);
  for (const [name, value] of Object.entries(attributes)) {
    node.message(5, encodeAttribute(name, value));
  }
  return node;
}

const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 } as const;

function encodeAttribute(name: string, value: OnnxAttribute): Message {
  const message = new Message().string(1, name);
  if (typeof value === "number") return message.int(3, value).int(20, attributeTypes.int);
  if (typeof value === "string") return message.string(4, value).int(20, attributeTypes.string);
  if ("float" in value) return message.float(2, value.float).int(20, attributeTypes.float);
  return message.ints(8, value).int(20, attributeTypes.ints);
}

function encodeValue({ name, type, shape }: OnnxValue): Message {
  const sizes = new Message();
  for (const size of shape) {
    const dimension = new Message();
    sizes.message(1, typeof size === "number" ? dimension.int(1, size) : dimension.string(2, size));
  }
  const tensor = new Message().int(1, elementTypes[type]).message(2, sizes);
  return new Message().string(1, name).message(2, new Message().message(1, tensor));
}
