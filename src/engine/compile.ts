import { nativeBackend, tf, type NativeBinding, type OpAttribute } from "./backend.ts";
import { encodeGraph, type Attribute, type GraphNode } from "./graph-def.ts";

type Body = (...inputs: [tf.Tensor, ...tf.Tensor[]]) => tf.Tensor[];

let functions = 0;

/**
 * A body of tensor operations that TensorFlow runs as one op. For inputs of new shapes it runs once
 * eagerly and is recorded; it is the recorded graph that gives every result, fused and on all cores,
 * where op by op most of the time goes into calling. Tensors that the body reads besides its inputs are
 * constants of the graph, and it must not read values back. Without our binding every call is eager.
 */
export class Compiled {
  /** By the inputs' types and shapes. */
  private readonly functions = new Map<string, { name: string; outputs: number }>();

  constructor(private readonly body: Body) {}

  call(...inputs: [tf.Tensor, ...tf.Tensor[]]): tf.Tensor[] {
    if (!nativeBackend.binding.addFunction) return tf.tidy(() => this.body(...inputs));
    const key = inputs.map((input) => `${deviceType(input)}[${input.shape.join(",")}]`).join(" ");
    let compiled = this.functions.get(key);
    if (!compiled) {
      const name = `vigil_${functions++}`;
      const outputs = tf.tidy(() => new Recording(inputs).run(name, this.body));
      compiled = { name, outputs: outputs.length };
      this.functions.set(key, compiled);
      tf.dispose(outputs.filter((output) => !inputs.includes(output)));
    }
    return nativeBackend.executeMultipleOutputs(compiled.name, [], inputs, compiled.outputs);
  }

  dispose(): void {
    for (const { name } of this.functions.values()) nativeBackend.binding.removeFunction?.(name);
    this.functions.clear();
  }
}

const deviceType = (tensor: tf.Tensor) => nativeBackend.tensorMap.get(tensor.dataId).dtype;

/** One eager run, op by op, as the nodes of a graph. */
class Recording {
  private readonly nodes: GraphNode[] = [];
  private readonly inputNames: string[] = [];
  /** The node output that holds what the binding knows under a number. */
  private readonly names = new Map<number, string>();
  private readonly tensors = new Map<number, tf.Tensor>();

  constructor(private readonly inputs: readonly [tf.Tensor, ...tf.Tensor[]]) {
    for (const [at, id] of nativeBackend.getInputTensorIds(inputs).entries()) {
      const input = inputs[at] as tf.Tensor;
      const name = this.add("Placeholder", [], {
        dtype: { kind: "type", value: deviceType(input) },
        shape: { kind: "shape", value: input.shape },
      });
      this.names.set(id, name);
      this.inputNames.push(name);
    }
  }

  run(name: string, body: Body): tf.Tensor[] {
    const { binding } = nativeBackend;
    const getInputTensorIds = nativeBackend.getInputTensorIds.bind(nativeBackend);
    nativeBackend.binding = this.recorder(binding);
    nativeBackend.getInputTensorIds = (tensors) => {
      const ids = getInputTensorIds(tensors);
      for (const [at, id] of ids.entries()) this.tensors.set(id, tensors[at] as tf.Tensor);
      return ids;
    };
    try {
      const outputs = body(...this.inputs);
      const results = nativeBackend.getInputTensorIds(outputs).map((id) => {
        const type: Attribute = { kind: "type", value: deviceType(this.tensorOf(id)) };
        // A function may not hand out its own input.
        return this.add("Identity", [this.nameOf(id, binding)], { T: type });
      });
      binding.addFunction?.(name, encodeGraph(this.nodes), this.inputNames, results);
      return outputs;
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
    const name = this.constant(tensor.shape, deviceType(tensor), binding.tensorDataSync(id));
    this.names.set(id, name);
    return name;
  }

  private constant(shape: readonly number[], type: number, values: ArrayBufferView): string {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    return this.add("Const", [], {
      dtype: { kind: "type", value: type },
      value: { kind: "tensor", type, shape, bytes },
    });
  }

  private add(op: string, inputs: string[], attributes: Record<string, Attribute>): string {
    const name = `n${this.nodes.length}`;
    this.nodes.push({ name, op, inputs, attributes: new Map(Object.entries(attributes)) });
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
