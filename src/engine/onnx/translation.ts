import type { Attribute, GraphNode } from "../graph-def.ts";
import type { Initializer, OnnxAttribute, OnnxNode } from "./model-proto.ts";

/** From TensorFlow's order of four axes to ONNX's, and back: [n, h, w, c] and [n, c, h, w]. */
export const toChannelsFirst = [0, 3, 1, 2] as const;
const toChannelsLast = [0, 2, 3, 1] as const;

/**
 * A TensorFlow graph being written down as ONNX. Each tensor keeps its name; one of four axes, a batch
 * of images, has its channels first in ONNX. Nothing may rest on the size of the first axis.
 */
export class Translation {
  readonly nodes: OnnxNode[] = [];
  readonly initializers = new Map<string, Initializer>();
  private readonly shapes = new Map<string, readonly number[]>();
  private readonly constants = new Map<string, Attribute & { kind: "tensor" }>();
  /** What a tensor is called in ONNX where that is another name: one that holds the same values. */
  private readonly aliases = new Map<string, string>();

  /** Makes the node's results known, before its operands are asked for. */
  declare(node: GraphNode): void {
    for (const [at, shape] of node.shapes.entries()) this.shapes.set(resultOf(node, at), shape);
    const value = node.attributes.get("value");
    if (node.op === "Const" && value?.kind === "tensor") this.constants.set(node.name, value);
  }

  /** The tensor's shape in TensorFlow. */
  shapeOf(name: string): readonly number[] {
    const shape = this.shapes.get(name);
    if (!shape) throw new Error(`${name} is not in the graph`);
    return shape;
  }

  /** The whole numbers of a constant, such as an op's axes or sizes. */
  numbers(name: string | undefined): number[] {
    const { bytes } = this.constant(name ?? "");
    return [...new Int32Array(bytes.slice().buffer)];
  }

  /** Its name in ONNX. */
  operand(name: string): string {
    const alias = this.aliases.get(name);
    if (alias !== undefined) return alias;
    if (this.constants.has(name) && !this.initializers.has(name)) {
      const shape = this.shapeOf(name);
      return this.weights(name, shape.length === 4 ? toChannelsFirst : shape.map((_, at) => at));
    }
    return name;
  }

  operands(node: GraphNode): string[] {
    return node.inputs.map((input) => this.operand(input));
  }

  /** A constant's values with its axes in this order, and `more` axes of size 1 behind them. */
  weights(name: string, order: readonly number[], more = 0): string {
    const { shape, bytes } = this.constant(name);
    const values = new Float32Array(bytes.slice().buffer);
    return this.initialize(name, {
      type: "float",
      shape: [...order.map((axis) => shape[axis] ?? 1), ...Array<number>(more).fill(1)],
      bytes: new Uint8Array(transposed(values, shape, order).buffer),
    });
  }

  /** Whole numbers as an input, which is how ONNX takes axes and sizes. */
  whole(...values: number[]): string {
    return this.initialize(`[${values.join(", ")}]`, {
      type: "int64",
      shape: [values.length],
      bytes: new Uint8Array(BigInt64Array.from(values, BigInt).buffer),
    });
  }

  emit(
    op: string,
    inputs: readonly string[],
    outputs: readonly string[],
    attributes: Record<string, OnnxAttribute> = {},
  ): void {
    this.nodes.push({ op, inputs, outputs, attributes });
  }

  alias(name: string, inOnnx: string): void {
    this.aliases.set(name, inOnnx);
  }

  /** The tensor with its axes as in TensorFlow, whose order a change of shape rests on. */
  channelsLast(name: string): string {
    const [, height = 1, width = 1, channels = 1] = this.shapeOf(name);
    const operand = this.operand(name);
    if (this.shapeOf(name).length !== 4 || channels === 1 || height * width === 1) return operand;
    const last = `${name}/last`;
    if (!this.nodes.some(({ outputs }) => outputs.includes(last))) {
      this.emit("Transpose", [operand], [last], { perm: toChannelsLast });
    }
    return last;
  }

  private constant(name: string): Attribute & { kind: "tensor" } {
    const constant = this.constants.get(name);
    if (!constant) throw new Error(`${name} is no constant`);
    return constant;
  }

  private initialize(name: string, initializer: Initializer): string {
    this.initializers.set(name, initializer);
    return name;
  }
}

/** The name of a node's result; placeholders and constants are their own. */
export const resultOf = ({ op, name }: GraphNode, at = 0): string =>
  op === "Const" || op === "Placeholder" ? name : `${name}:${at}`;

function transposed(
  values: Float32Array,
  shape: readonly number[],
  order: readonly number[],
): Float32Array<ArrayBuffer> {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const result = new Float32Array(values.length);
  let next = 0;
  const walk = (depth: number, offset: number): void => {
    const axis = order[depth];
    if (axis === undefined) {
      result[next++] = values[offset] ?? 0;
      return;
    }
    const stride = strides[axis] ?? 1;
    for (let at = 0; at < (shape[axis] ?? 1); at++) walk(depth + 1, offset + at * stride);
  };
  walk(0, 0);
  return result;
}
