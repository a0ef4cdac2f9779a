import {
  deviceType,
  nativeBackend,
  type NativeBinding,
  type OpAttribute,
  type tf,
} from "./backend.ts";
import type { Attribute, GraphNode } from "./graph-def.ts";

/** What a body of tensor operations did, node after node in the order of its run. */
export interface RecordedGraph {
  nodes: GraphNode[];
  /** The inputs' nodes. */
  inputs: string[];
  /** Where in `nodes` each result is. */
  outputs: string[];
}

/**
 * Runs the body once, op by op, and keeps that run as a graph. Tensors that the body reads besides its
 * inputs are constants of it, called as `names` says; it must not read values back.
 */
export function record(
  inputs: readonly tf.Tensor[],
  body: () => tf.Tensor[],
  names: ReadonlyMap<object, string> = new Map(),
): { graph: RecordedGraph; results: tf.Tensor[] } {
  return new Recording(inputs, names).run(body);
}

class Recording {
  private readonly nodes: GraphNode[] = [];
  private readonly inputNames: string[] = [];
  /** The node output that holds what the binding knows under a number. */
  private readonly names = new Map<number, string>();
  private readonly tensors = new Map<number, tf.Tensor>();

  constructor(
    inputs: readonly tf.Tensor[],
    /** By data, as a tensor and its clones have it in common. */
    private readonly constantNames: ReadonlyMap<object, string>,
  ) {
    for (const [at, id] of nativeBackend.getInputTensorIds(inputs).entries()) {
      const input = inputs[at] as tf.Tensor;
      const name = this.add("Placeholder", [], [input.shape], {
        dtype: { kind: "type", value: deviceType(input) },
        shape: { kind: "shape", value: input.shape },
      });
      this.names.set(id, name);
      this.inputNames.push(name);
    }
  }

  run(body: () => tf.Tensor[]): { graph: RecordedGraph; results: tf.Tensor[] } {
    const { binding } = nativeBackend;
    const getInputTensorIds = nativeBackend.getInputTensorIds.bind(nativeBackend);
    nativeBackend.binding = this.recorder(binding);
    nativeBackend.getInputTensorIds = (tensors) => {
      const ids = getInputTensorIds(tensors);
      for (const [at, id] of ids.entries()) this.tensors.set(id, tensors[at] as tf.Tensor);
      return ids;
    };
    try {
      const results = body();
      const outputs = nativeBackend
        .getInputTensorIds(results)
        .map((id) => this.nameOf(id, binding));
      return { graph: { nodes: this.nodes, inputs: this.inputNames, outputs }, results };
    } finally {
      nativeBackend.binding = binding;
      nativeBackend.getInputTensorIds = getInputTensorIds;
    }
  }

  private recorder(binding: NativeBinding): NativeBinding {
    const overrides: Partial<NativeBinding> = {
      createTensor: (shape, dtype, values) => {
        const id = binding.createTensor(shape, dtype, values);
        this.names.set(id, this.constant(shape, dtype, values));
        return id;
      },
      executeOp: (op, attributes, inputs, count) => {
        const results = binding.executeOp(op, attributes, inputs, count);
        const node = this.add(
          op,
          inputs.map((id) => this.nameOf(id, binding)),
          results.map(({ shape }) => shape),
          Object.fromEntries(
            attributes.map((attribute) => [attribute.name, toAttribute(attribute, binding)]),
          ),
        );
        for (const [at, { id }] of results.entries()) this.names.set(id, `${node}:${at}`);
        return results;
      },
      tensorDataSync: () => {
        throw new Error("A compiled body must not read a tensor's values.");
      },
    };
    return Object.create(binding, Object.getOwnPropertyDescriptors(overrides)) as NativeBinding;
  }

  private tensorOf(id: number): tf.Tensor {
    const tensor = this.tensors.get(id);
    if (!tensor) throw new Error("An op read a tensor that is not known.");
    return tensor;
  }

  /** A tensor from outside the body becomes a constant. */
  private nameOf(id: number, binding: NativeBinding): string {
    const known = this.names.get(id);
    if (known !== undefined) return known;
    const tensor = this.tensorOf(id);
    const name = this.constant(
      tensor.shape,
      deviceType(tensor),
      binding.tensorDataSync(id),
      this.constantNames.get(tensor.dataId),
    );
    this.names.set(id, name);
    return name;
  }

  private constant(
    shape: readonly number[],
    type: number,
    values: ArrayBufferView,
    name?: string,
  ): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    const attributes: Record<string, Attribute> = {
      dtype: { kind: "type", value: type },
      value: { kind: "tensor", type, shape, bytes },
    };
    return this.add("Const", [], [shape], attributes, name);
  }

  private add(
    op: string,
    inputs: string[],
    shapes: (readonly number[])[],
    attributes: Record<string, Attribute>,
    name = `n${this.nodes.length}`,
  ): string {
    this.nodes.push({ name, op, inputs, shapes, attributes: new Map(Object.entries(attributes)) });
    return name;
  }
}

function toAttribute({ type, value }: OpAttribute, binding: NativeBinding): Attribute {
  if (Array.isArray(value)) {
    return { kind: type === binding.TF_ATTR_SHAPE ? "shape" : "ints", value: value as number[] };
  }
  if (typeof value === "boolean") return { kind: "bool", value };
  if (typeof value === "string") return { kind: "string", value };
  const kind =
    type === binding.TF_ATTR_TYPE ? "type" : type === binding.TF_ATTR_FLOAT ? "float" : "int";
  return { kind, value: value as number };
}
