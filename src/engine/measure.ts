import { tf } from "./backend.ts";
import { itemDistances, nearestDistance } from "./memory.ts";
import { getTensor } from "./network.ts";
import { memoryLevels, type Stream } from "./parameters.ts";
import type { Predictions, Predictor } from "./predictor.ts";
import type { ModelSettings } from "./settings.ts";
import type { StreamOutput } from "./stream.ts";
import { termNames, type FrameTerms, type TermName } from "./terms.ts";

/**
 * The level whose queries eq. 15 measures: a quarter of the resolution, where people are a few pixels,
 * or the bottleneck where no other level has a memory.
 */
export function distanceLevel(settings: ModelSettings): number | undefined {
  const remembered = memoryLevels(settings);
  return remembered.includes(2) ? 2 : remembered[0];
}
const blockSize = 8;
/** Errors and memory distances are compared cell by cell of so many pixels, over 3×3 cells together. */
export const cellSize = 4;
const cellsTogether = 3;

export interface Truth {
  /** The frame that the spatial stream predicts, and the one after it: `[n, height, width, 1]`. */
  before: tf.Tensor4D;
  last: tf.Tensor4D;
}

/** All terms of `n` frames, computed on the device: `[n, terms]`, for `readTerms`. */
export function measure(predictor: Predictor, outputs: Predictions, truth: Truth): tf.Tensor2D {
  const frames = truth.last.shape[0];
  const terms = measureTerms(predictor, outputs, truth);
  const absent = tf.fill([frames], Number.NaN);
  const columns = termNames.map((name) => terms[name] ?? absent);
  return tf.stack(columns, 1) as tf.Tensor2D;
}

/** `noise[i]` is that of row `i`'s frame before it was steadied; without a view there is none. */
export function readTerms(table: tf.Tensor2D, noise: readonly number[] = []): FrameTerms[] {
  const values = table.dataSync<"float32">();
  return Array.from({ length: table.shape[0] }, (_, frame) => {
    const row = frame * termNames.length;
    const named = termNames.map((name, column) => [name, values[row + column]] as const);
    return { ...(Object.fromEntries(named) as FrameTerms), noise: noise[frame] ?? Number.NaN };
  });
}

/** The terms that the model has, `[n]` each. */
export function measureTerms(
  predictor: Predictor,
  { spatial, temporal }: Predictions,
  { before, last }: Truth,
): Partial<Record<TermName, tf.Tensor1D>> {
  const terms: Partial<Record<TermName, tf.Tensor1D>> = {};
  const difference = tf.sub<tf.Tensor4D>(last, before);
  if (spatial) Object.assign(terms, streamTerms(predictor, "spatial", spatial, before));
  if (temporal) Object.assign(terms, streamTerms(predictor, "temporal", temporal, difference));

  // Ŷ = Î + X̂. With one stream alone, what the other would predict is taken from the truth.
  const predicted = spatial
    ? temporal
      ? tf.add<tf.Tensor4D>(spatial.prediction, temporal.prediction)
      : tf.add<tf.Tensor4D>(spatial.prediction, difference)
    : tf.add<tf.Tensor4D>(before, (temporal as { prediction: tf.Tensor4D }).prediction);
  const error = squaredError(predicted, last);
  const frameError = meanOf(error);
  // Eq. 14, with the predicted frame's own maximum as the paper has it.
  const peak = tf.maximum(tf.div(tf.add(tf.max(predicted, [1, 2, 3]), 1), 2), 1e-6);
  const ratio = tf.div(peak, tf.maximum(frameError, 1e-10));
  terms.psnr = tf.mul(tf.log(ratio), 10 / Math.LN10);
  terms.frameError = frameError;
  return { ...terms, ...worstPlace(neighbourhoodMeans(blockMeans(error))) };
}

function streamTerms(
  { settings, weights }: Predictor,
  stream: Stream,
  { prediction, queries }: StreamOutput,
  truth: tf.Tensor4D,
): Partial<Record<TermName, tf.Tensor1D>> {
  const error = squaredError(prediction, truth);
  const roots = fourthRoots(error);
  const terms: Partial<Record<TermName, tf.Tensor1D>> = {
    [`${stream}Error`]: meanOf(error),
    [`${stream}Breadth`]: worst(roots),
  };
  const items = (level: number) => getTensor<tf.Tensor2D>(weights, `${stream}/memory${level}`);
  const level = distanceLevel(settings);
  const measured = level === undefined ? undefined : queries[level];
  if (level !== undefined && measured) {
    terms[`${stream}Distance`] = nearestDistance(measured, items(level), truth.shape[0]);
  }
  const finest = queries[0];
  if (finest && memoryLevels(settings).includes(0)) {
    const distance = itemDistances(finest, items(0)).reshape<tf.Tensor4D>(error.shape);
    terms[`${stream}Surprise`] = worst(tf.mul(roots, tf.sqrt(cellMeans(distance))));
  }
  return terms;
}

const cellMeans = (map: tf.Tensor4D) => tf.avgPool(map, cellSize, cellSize, "valid");

/** Of each cell's mean squared error: a sharp edge a pixel off counts little, an area that errs counts. */
export const fourthRoots = (error: tf.Tensor4D) => tf.sqrt(tf.sqrt(cellMeans(error)));

/** Each cell's mean with those around it, fewer at the edge: there what comes into the picture is first seen. */
export const placeMeans = (cells: tf.Tensor4D) => tf.avgPool(cells, cellsTogether, 1, "same");

/** `(mean x¹⁶)^(1/16)` over places: nearly the largest, and steadier. Crowds raise it less than a mean. */
function worst(cells: tf.Tensor4D): tf.Tensor1D {
  const places = placeMeans(cells);
  const largest = tf.maximum(tf.max(places, [1, 2, 3], true), 1e-6);
  let mean = tf.div<tf.Tensor4D>(places, largest);
  for (let power = 1; power < 16; power *= 2) mean = tf.square(mean);
  let root = meanOf(mean);
  for (let power = 1; power < 16; power *= 2) root = tf.sqrt(root);
  return tf.mul(root, largest.reshape([-1]));
}

/** On pixels in 0..1, half as far apart as those in −1..1. */
export function squaredError(predicted: tf.Tensor4D, truth: tf.Tensor4D): tf.Tensor4D {
  return tf.mul(tf.squaredDifference(predicted, truth), 0.25);
}

const meanOf = (error: tf.Tensor4D) => tf.mean<tf.Tensor1D>(error, [1, 2, 3]);

/** `[n, h/8, w/8, 1]`. */
const blockMeans = (error: tf.Tensor4D) => tf.avgPool(error, blockSize, blockSize, "valid");

/** Means of all 16×16 neighbourhoods of four blocks, `[n, h/8 − 1, w/8 − 1, 1]`. */
const neighbourhoodMeans = (blocks: tf.Tensor4D) => tf.avgPool(blocks, 2, 1, "valid");

function worstPlace(means: tf.Tensor4D) {
  const [frames, rows, columns] = means.shape;
  const place = tf.argMax<tf.Tensor1D>(means.reshape([frames, rows * columns]), 1).toFloat();
  const row = tf.floor(tf.div(tf.add(place, 0.5), columns)); // the half keeps rounding off the edge
  const column = tf.sub(place, tf.mul(row, columns));
  const share = (blocks: tf.Tensor, all: number) => tf.div<tf.Tensor1D>(blocks, all);
  return {
    boxLeft: share(column, columns + 1),
    boxTop: share(row, rows + 1),
    boxRight: share(tf.add(column, 2), columns + 1),
    boxBottom: share(tf.add(row, 2), rows + 1),
  };
}
