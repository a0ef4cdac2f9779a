import type { GraphNode } from "../graph-def.ts";
import type { RecordedGraph } from "../recording.ts";
import type { OnnxAttribute } from "./model-proto.ts";
import { resultOf, toChannelsFirst, Translation } from "./translation.ts";

type Rule = (to: Translation, node: GraphNode) => void;

/** By TensorFlow's op. */
const rules: Record<string, Rule> = {
  Const: () => undefined, // written down where an op reads it
  Placeholder: () => undefined,
  Add: same("Add"),
  AddV2: same("Add"),
  Sub: same("Sub"),
  Mul: same("Mul"),
  RealDiv: same("Div"),
  Maximum: same("Max"),
  Sqrt: same("Sqrt"),
  Log: same("Log"),
  Floor: same("Floor"),
  Tanh: same("Tanh"),
  Sigmoid: same("Sigmoid"),
  LeakyRelu: same("LeakyRelu", (node) => ({ alpha: { float: number(node, "alpha") } })),
  Softmax: same("Softmax", (node, rank) => ({ axis: axisOf(-1, rank) })),
  DepthToSpace: same("DepthToSpace", (node) => ({
    blocksize: number(node, "block_size"),
    mode: "DCR",
  })),
  Mean: reduction("ReduceMean"),
  Sum: reduction("ReduceSum"),
  Max: reduction("ReduceMax"),

  Square(to, node) {
    const [x = ""] = to.operands(node);
    to.emit("Mul", [x, x], [resultOf(node)]);
  },
  SquaredDifference(to, node) {
    const difference = `${node.name}/difference`;
    to.emit("Sub", to.operands(node), [difference]);
    to.emit("Mul", [difference, difference], [resultOf(node)]);
  },
  Cast(to, node) {
    const [x = ""] = to.operands(node);
    // The frame's bytes and the places of an ArgMax become numbers; what is one stays as it is.
    if (number(node, "SrcT") === number(node, "DstT")) to.alias(resultOf(node), x);
    else to.emit("Cast", [x], [resultOf(node)], { to: 1 });
  },
  Conv2D(to, node) {
    const [input = "", kernel = ""] = node.inputs;
    const operands = [to.operand(input), to.weights(kernel, [3, 2, 0, 1])]; // [out, in, h, w]
    const window = to.shapeOf(kernel).slice(0, 2);
    to.emit("Conv", operands, [resultOf(node)], placing(node, to.shapeOf(input), window));
  },
  DepthwiseConv2dNative(to, node) {
    const [input = "", kernel = ""] = node.inputs;
    const [height = 1, width = 1, channels = 1, each = 1] = to.shapeOf(kernel);
    if (each !== 1) throw new Error("it makes several channels of one");
    const operands = [to.operand(input), to.weights(kernel, [2, 3, 0, 1])]; // [out, 1, h, w]
    const placed = placing(node, to.shapeOf(input), [height, width]);
    to.emit("Conv", operands, [resultOf(node)], { ...placed, group: channels });
  },
  BiasAdd(to, node) {
    const [x = "", bias = ""] = node.inputs;
    to.emit("Add", [to.operand(x), to.weights(bias, [0], 2)], [resultOf(node)]);
  },
  AvgPool(to, node) {
    const [input = ""] = node.inputs;
    const window = numbers(node, "ksize").slice(1, 3);
    const attributes = placing(node, to.shapeOf(input), window);
    to.emit("AveragePool", to.operands(node), [resultOf(node)], {
      ...attributes,
      kernel_shape: window,
    });
  },
  MatMul(to, node) {
    to.emit("Gemm", to.operands(node), [resultOf(node)], {
      transA: number(node, "transpose_a"),
      transB: number(node, "transpose_b"),
    });
  },
  ConcatV2(to, node) {
    const [axis = 0] = to.numbers(node.inputs.at(-1));
    const parts = node.inputs.slice(0, -1);
    const rank = to.shapeOf(resultOf(node)).length;
    to.emit(
      "Concat",
      parts.map((part) => to.operand(part)),
      [resultOf(node)],
      {
        axis: axisOf(axis, rank),
      },
    );
  },
  Slice(to, node) {
    const [input = "", begin, size] = node.inputs;
    const shape = to.shapeOf(input);
    const [from, lengths] = [to.numbers(begin), to.numbers(size)];
    const cut = shape.flatMap((length, axis) => (lengths[axis] === length ? [] : [axis]));
    if (cut.includes(0)) throw new Error("it takes some of the batch");
    if (cut.length === 0) return to.alias(resultOf(node), to.operand(input));
    const starts = cut.map((axis) => from[axis] ?? 0);
    const ends = cut.map((axis) => (from[axis] ?? 0) + (lengths[axis] ?? 0));
    const axes = cut.map((axis) => axisOf(axis, shape.length));
    const places = [to.whole(...starts), to.whole(...ends), to.whole(...axes)];
    to.emit("Slice", [to.operand(input), ...places], [resultOf(node)]);
  },
  Reshape(to, node) {
    const [input = ""] = node.inputs;
    const result = resultOf(node);
    const [, ...rest] = to.shapeOf(result);
    const images = rest.length === 3;
    const reshaped = images ? `${node.name}/last` : result;
    to.emit("Reshape", [to.channelsLast(input), to.whole(-1, ...rest)], [reshaped]);
    if (images) to.emit("Transpose", [reshaped], [result], { perm: toChannelsFirst });
  },
  ArgMax(to, node) {
    const [input = "", axis] = node.inputs;
    const [along = 0] = to.numbers(axis);
    to.emit("ArgMax", [to.operand(input)], [resultOf(node)], {
      axis: axisOf(along, to.shapeOf(input).length),
      keepdims: 0,
    });
  },
  TopKV2(to, node) {
    const [input = "", count] = node.inputs;
    to.emit(
      "TopK",
      [to.operand(input), to.whole(...to.numbers(count))],
      [resultOf(node, 0), resultOf(node, 1)],
      { axis: axisOf(-1, to.shapeOf(input).length) },
    );
  },
};

/** The graph's nodes and constants in ONNX, its results called as `outputs` says. */
export function translate(
  graph: RecordedGraph,
  inputs: readonly string[],
  outputs: readonly string[],
): Pick<Translation, "nodes" | "initializers"> {
  const to = new Translation();
  for (const [at, input] of graph.inputs.entries()) to.alias(input, inputs[at] ?? input);
  for (const node of graph.nodes) {
    to.declare(node);
    const rule = rules[node.op];
    try {
      if (!rule) throw new Error("there is no rule for it");
      rule(to, node);
    } catch (cause) {
      throw new Error(`${node.op} has no ONNX: ${(cause as Error).message}.`, { cause });
    }
  }
  for (const [at, output] of outputs.entries()) {
    to.emit("Identity", [to.operand(graph.outputs[at] ?? "")], [output]);
  }
  return to;
}

/** An op that ONNX has too, on tensors of the same number of axes or none. */
function same(
  op: string,
  attributes: (node: GraphNode, rank: number) => Record<string, OnnxAttribute> = () => ({}),
): Rule {
  return (to, node) => {
    const ranks = node.inputs.map((input) => to.shapeOf(input).length).filter((rank) => rank > 0);
    if (new Set(ranks).size > 1) throw new Error("its operands have not the same axes");
    to.emit(op, to.operands(node), [resultOf(node)], attributes(node, ranks[0] ?? 0));
  };
}

function reduction(op: string): Rule {
  return (to, node) => {
    const [input = "", axes] = node.inputs;
    const rank = to.shapeOf(input).length;
    if (to.shapeOf(resultOf(node)).length === 3) throw new Error("its images lose a single axis");
    const along = to.numbers(axes).map((axis) => axisOf(axis, rank));
    to.emit(op, [to.operand(input), to.whole(...along)], [resultOf(node)], {
      keepdims: number(node, "keep_dims"),
    });
  };
}

/** Where the axis of a tensor with so many is in ONNX. */
function axisOf(axis: number, rank: number): number {
  const at = (axis + rank) % rank;
  return rank === 4 ? toChannelsFirst.indexOf(at as 0 | 1 | 2 | 3) : at;
}

/** Steps and padding of a window that moves over images of this shape. */
function placing(node: GraphNode, shape: readonly number[], window: readonly number[]) {
  const strides = numbers(node, "strides").slice(1, 3);
  const attribute = node.attributes.get("padding");
  const padded = attribute?.kind === "string" && attribute.value === "SAME";
  const padding = window.map((size, axis) => {
    const [length = 1, stride = 1] = [shape[axis + 1], strides[axis]];
    return padded ? Math.max(0, (Math.ceil(length / stride) - 1) * stride + size - length) : 0;
  });
  const before = padding.map((pad) => Math.floor(pad / 2)); // an odd one out goes to the end
  return { strides, pads: [...before, ...padding.map((pad, axis) => pad - (before[axis] ?? 0))] };
}

function number(node: GraphNode, name: string): number {
  const attribute = node.attributes.get(name);
  if (attribute?.kind === "tensor") throw new Error(`its ${name} is no number`);
  if (typeof attribute?.value === "boolean") return attribute.value ? 1 : 0;
  if (typeof attribute?.value === "number") return attribute.value;
  throw new Error(`its ${name} is no number`);
}

function numbers(node: GraphNode, name: string): readonly number[] {
  const attribute = node.attributes.get(name);
  if (attribute?.kind !== "ints") throw new Error(`its ${name} is no list of numbers`);
  return attribute.value;
}
