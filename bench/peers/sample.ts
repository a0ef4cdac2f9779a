import { parameterShapes, stateShapes, type Shape } from "../../src/engine/parameters.ts";
import type { FrameSize } from "../../src/engine/frame-source.ts";
import { Random } from "../../src/engine/random.ts";
import type { TensorFile } from "../../src/engine/safetensors.ts";
import type { LossWeights, ModelSettings } from "../../src/engine/settings.ts";

type Values = TensorFile["tensors"];

/** A batch for a network, both drawn from the seed. */
export interface Case {
  settings: ModelSettings;
  weights?: Partial<LossWeights>;
  batch: number;
  seed: number;
}

export function drawCase({ settings, batch, seed }: Case) {
  return { weights: sampleWeights(settings, seed), frames: sampleClip(settings, batch, seed) };
}

/**
 * Weights for a comparison. Unlike fresh ones none is zero or one, so that no bias, norm or average
 * can be forgotten unnoticed.
 */
function sampleWeights(settings: ModelSettings, seed: number): Values {
  const random = new Random(seed);
  const shapes = [...parameterShapes(settings), ...stateShapes(settings)];
  return new Map(shapes.map(([name, shape]) => [name, { shape, data: draw(name, shape, random) }]));
}

function draw(name: string, shape: Shape, random: Random): Float32Array {
  const size = shape.reduce((product, length) => product * length, 1);
  const spread = (middle: number, deviation: number) =>
    Float32Array.from({ length: size }, () => middle + deviation * (2 * random.uniform() - 1));
  if (/\/(scale|variance)$/.test(name)) return spread(1, 0.5);
  if (/\/(bias|offset|mean)$/.test(name)) return spread(0, 0.2);
  if (/\/memory\d$/.test(name)) return unitRows(spread(0.3, 0.7), shape.at(-1) ?? 1);
  const fanIn = size / (shape.at(-1) ?? 1);
  return spread(0, Math.sqrt(3 / fanIn));
}

function unitRows(data: Float32Array, columns: number): Float32Array {
  for (let from = 0; from < data.length; from += columns) {
    const row = data.subarray(from, from + columns);
    const length = Math.hypot(...row);
    for (const [column, value] of row.entries()) row[column] = value / length;
  }
  return data;
}

/**
 * Six steps of `batch` textured scenes that drift, `[6, batch, height, width, 1]` in −1..1. Brighter
 * than mid grey: around zero some gradients cancel to less than single precision can tell.
 */
function sampleClip(
  { width, height }: FrameSize,
  batch: number,
  seed: number,
): { shape: Shape; data: Float32Array } {
  const random = new Random(seed, 1);
  const data: number[] = [];
  for (let step = 0; step < 6; step++) {
    for (let clip = 0; clip < batch; clip++) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const wave = Math.sin((x + (clip + 1) * step) / 2) * Math.cos((y - step) / 3 + clip);
          data.push(0.3 + 0.5 * wave + 0.2 * (2 * random.uniform() - 1));
        }
      }
    }
  }
  return { shape: [6, batch, height, width, 1], data: Float32Array.from(data) };
}
