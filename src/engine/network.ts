import { tf } from "./backend.ts";
import { normEpsilon } from "./kernels.ts";
import { parameterShapes, stateShapes, type Shape } from "./parameters.ts";
import { Random } from "./random.ts";
import type { ModelSettings } from "./settings.ts";

/** Tensors by name, in the order in which they were declared. */
export type Tensors = Map<string, tf.Tensor>;

/**
 * The network's tensors. They are a plain ordered map and the blocks are functions, not tfjs layers:
 * a running camera feeds one frame and each shift's past, and scoring folds the norms away, neither
 * of which a layer's one `call` can say.
 */
export class Network {
  private constructor(
    readonly settings: ModelSettings,
    /** What the optimiser trains. */
    readonly parameters: Tensors,
    /** What training keeps beside it: memory items and the norms' running averages. */
    readonly state: Tensors,
  ) {}

  /** Fresh weights, the same for the same seed. */
  static create(settings: ModelSettings, seed: number): Network {
    const random = new Random(seed);
    return new Network(
      settings,
      drawAll(parameterShapes(settings), random),
      drawAll(stateShapes(settings), random),
    );
  }

  /** The network that has these values, each named and sized as its settings say. */
  static from(settings: ModelSettings, values: ReadonlyMap<string, Float32Array>): Network {
    const read = (shapes: Map<string, Shape>): Tensors => {
      const tensors: Tensors = new Map();
      for (const [name, shape] of shapes) {
        const value = values.get(name);
        const size = shape.reduce((product, length) => product * length, 1);
        if (value?.length !== size) {
          throw new Error(
            `The weights have no ${name} of ${size} numbers, as the settings ask for.`,
          );
        }
        tensors.set(name, tf.tensor(value.slice(), shape));
      }
      return tensors;
    };
    return new Network(settings, read(parameterShapes(settings)), read(stateShapes(settings)));
  }

  /** Every value, as a file holds it. */
  values(): Map<string, { shape: Shape; data: Float32Array }> {
    const values = new Map<string, { shape: Shape; data: Float32Array }>();
    for (const [name, tensor] of [...this.parameters, ...this.state]) {
      values.set(name, { shape: [...tensor.shape], data: tensor.dataSync<"float32">().slice() });
    }
    return values;
  }

  /** Puts `value` in the place of a tensor, which is freed. */
  set(name: string, value: tf.Tensor): void {
    const tensors = this.parameters.has(name) ? this.parameters : this.state;
    tensors.get(name)?.dispose();
    tensors.set(name, tf.keep(value));
  }

  dispose(): void {
    tf.dispose([...this.parameters.values(), ...this.state.values()]);
  }
}

function drawAll(shapes: Map<string, Shape>, random: Random): Tensors {
  return new Map([...shapes].map(([name, shape]) => [name, draw(name, shape, random)]));
}

function draw(name: string, shape: Shape, random: Random): tf.Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  const fill = (value: () => number) =>
    tf.tensor(Float32Array.from({ length: size }, value), shape);
  if (/\/(bias|offset|mean)$/.test(name)) return fill(() => 0);
  if (/\/(scale|variance)$/.test(name)) return fill(() => 1);
  if (/\/memory\d$/.test(name)) return drawItems(shape, random);
  // He's initialisation; the head starts small, so that the first predictions are mid grey.
  const fanIn = size / (shape.at(-1) ?? 1);
  const deviation = name.endsWith("/head/kernel") ? 0.1 / Math.sqrt(fanIn) : Math.sqrt(2 / fanIn);
  return fill(() => random.normal() * deviation);
}

/** Items of length 1 and no negative part, near where leaky ReLUs put the first queries. */
function drawItems([items = 0, channels = 0]: Shape, random: Random): tf.Tensor {
  const data = new Float32Array(items * channels);
  for (let item = 0; item < items; item++) {
    const row = data.subarray(item * channels, (item + 1) * channels);
    for (let channel = 0; channel < channels; channel++) row[channel] = random.uniform();
    const length = Math.hypot(...row);
    for (let channel = 0; channel < channels; channel++)
      row[channel] = (row[channel] ?? 0) / length;
  }
  return tf.tensor(data, [items, channels]);
}

/**
 * The network's tensors for scoring: each norm is folded into the convolution before it, whose
 * kernel is a new tensor and which gains a bias. The caller frees what `owned` holds.
 */
export function foldNorms(network: Network): { weights: Tensors; owned: tf.Tensor[] } {
  const weights: Tensors = new Map([...network.parameters, ...network.state]);
  const owned: tf.Tensor[] = [];
  for (const name of network.parameters.keys()) {
    if (!name.endsWith("/norm/scale")) continue;
    const decoder = name.slice(0, -"/norm/scale".length);
    const [kernel, bias] = tf.tidy((): [tf.Tensor, tf.Tensor] => {
      const get = (part: string) => getTensor(weights, `${decoder}/${part}`);
      const deviation = tf.sqrt(tf.add(get("norm/variance"), normEpsilon));
      const factor = tf.div(get("norm/scale"), deviation);
      return [
        tf.mul(get("attention1/kernel"), factor),
        tf.sub(get("norm/offset"), tf.mul(get("norm/mean"), factor)),
      ];
    });
    owned.push(kernel, bias);
    weights.set(`${decoder}/attention1/kernel`, kernel).set(`${decoder}/attention1/bias`, bias);
  }
  return { weights, owned };
}

export function getTensor<Type extends tf.Tensor>(tensors: Tensors, name: string): Type {
  const tensor = tensors.get(name);
  if (!tensor) throw new Error(`The network has no tensor ${name}.`);
  return tensor as Type;
}
