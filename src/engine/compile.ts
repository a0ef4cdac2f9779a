import { deviceType, nativeBackend, tf } from "./backend.ts";
import { encodeGraph, type GraphNode } from "./graph-def.ts";
import { record, type RecordedGraph } from "./recording.ts";

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
      compiled = { name, outputs: this.compile(name, inputs) };
      this.functions.set(key, compiled);
    }
    return nativeBackend.executeMultipleOutputs(compiled.name, [], inputs, compiled.outputs);
  }

  private compile(name: string, inputs: [tf.Tensor, ...tf.Tensor[]]): number {
    const results = tf.tidy(() => {
      const recorded = record(inputs, () => this.body(...inputs));
      addFunction(name, recorded.graph, recorded.results.map(deviceType));
      return recorded.results;
    });
    tf.dispose(results.filter((result) => !inputs.includes(result)));
    return results.length;
  }

  dispose(): void {
    for (const { name } of this.functions.values()) nativeBackend.binding.removeFunction?.(name);
    this.functions.clear();
  }
}

/** Adds the graph to the binding as a function, which may not hand out its own input. */
function addFunction(name: string, { nodes, inputs, outputs }: RecordedGraph, types: number[]) {
  const results = outputs.map((output, at): GraphNode => ({
    name: `result${at}`,
    op: "Identity",
    inputs: [output],
    shapes: [],
    attributes: new Map([["T", { kind: "type", value: types[at] as number }]]),
  }));
  nativeBackend.binding.addFunction?.(
    name,
    encodeGraph([...nodes, ...results]),
    inputs,
    results.map((result) => result.name),
  );
}
