import { Message } from "./protobuf.ts";

// TensorFlow's GraphDef (tensorflow/core/framework/{graph,node_def,attr_value,tensor}.proto).

export type Attribute =
  | { kind: "int" | "float" | "type"; value: number }
  | { kind: "ints"; value: readonly number[] }
  | { kind: "bool"; value: boolean }
  | { kind: "string"; value: string }
  | { kind: "shape"; value: readonly number[] }
  | { kind: "tensor"; type: number; shape: readonly number[]; bytes: Uint8Array };

export interface GraphNode {
  name: string;
  op: string;
  /** `node` or `node:output`. */
  inputs: readonly string[];
  /** Of its outputs. TensorFlow works them out itself. */
  shapes: readonly (readonly number[])[];
  attributes: ReadonlyMap<string, Attribute>;
}

export function encodeGraph(nodes: readonly GraphNode[]): Uint8Array {
  const graph = new Message();
  for (const { name, op, inputs, attributes } of nodes) {
    const node = new Message().string(1, name).string(2, op);
    for (const input of inputs) node.string(3, input);
    for (const [attribute, value] of attributes) {
      node.message(5, new Message().string(1, attribute).message(2, encodeAttribute(value)));
    }
    graph.message(1, node);
  }
  return graph.finish();
}

function encodeAttribute(attribute: Attribute): Message {
  const message = new Message();
  switch (attribute.kind) {
    case "int":
      return message.int(3, attribute.value);
    case "float":
      return message.float(4, attribute.value);
    case "type":
      return message.int(6, attribute.value);
    case "ints":
      return message.message(1, new Message().ints(3, attribute.value));
    case "bool":
      return message.int(5, attribute.value ? 1 : 0);
    case "string":
      return message.string(2, attribute.value);
    case "shape":
      return message.message(7, encodeShape(attribute.value));
    case "tensor":
      return message.message(
        8,
        new Message()
          .int(1, attribute.type)
          .message(2, encodeShape(attribute.shape))
          .bytes(4, attribute.bytes),
      );
  }
}

function encodeShape(shape: readonly number[]): Message {
  const message = new Message();
  for (const size of shape) message.message(2, new Message().int(1, size));
  return message;
}
