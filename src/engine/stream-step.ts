import { tf } from "./backend.ts";
import type { Truth } from "./measure.ts";
import {
  channelsAt,
  firstInput,
  levels,
  sampleFrames,
  shiftFraction,
  streamsOf,
  type Shape,
} from "./parameters.ts";
import type { Predictions, Predictor } from "./predictor.ts";
import type { ModelSettings } from "./settings.ts";

/**
 * What is kept of a running camera from one frame to the next, by name: its last frames, oldest first,
 * and what each shift moved. All of it is zero before the first frame.
 */
export function streamStates(settings: ModelSettings): Map<string, Shape> {
  const { width, height, temporalShift } = settings;
  const states = new Map<string, Shape>();
  states.set("past_frames", [height, width, temporalShift ? 2 : sampleFrames - 1]);
  if (!temporalShift) return states;
  for (const stream of streamsOf(settings)) {
    for (let level = 0; level < levels; level++) {
      const moved = channelsAt(settings, level) / shiftFraction;
      states.set(`${stream}_shift${level}`, [height / 2 ** level, width / 2 ** level, moved]);
    }
  }
  return states;
}

interface Step {
  predictions: Predictions;
  truth: Truth;
  /** As `streamStates` lists them. */
  states: tf.Tensor4D[];
}

/**
 * One new frame of each camera, `[cameras, h, w, 1]`, and its states.
 *
 * When frame t arrives, the spatial stream reads frame t − 2, the temporal one frame t − 1 less it; to
 * reconstruct, each reads the next one.
 */
export function streamStep(
  predictor: Predictor,
  pixels: tf.Tensor4D,
  [past, ...pasts]: readonly tf.Tensor4D[],
): Step {
  const { settings } = predictor;
  const kept = past as tf.Tensor4D; // [cameras, h, w, history]
  const history = kept.shape[3];
  const all = tf.concat4d([kept, pixels], 3);
  const recent = (from: number, count: number) =>
    tf.slice4d(all, [0, 0, 0, from], [-1, -1, -1, count]);
  const before = recent(history - 1, 1);
  const first = firstInput(settings);

  const states: tf.Tensor4D[] = [recent(1, history)];
  const predictions: Predictions = {};
  for (const [stream, network] of predictor.streams) {
    const older = recent(first, history - 1);
    const input =
      stream === "spatial" ? older : tf.sub<tf.Tensor4D>(recent(first + 1, history - 1), older);
    const step = network.encodeNext(input, settings.temporalShift ? pasts.splice(0, levels) : []);
    states.push(...step.pasts);
    predictions[stream] = network.decode(step.features);
  }
  return { predictions, truth: { before, last: pixels }, states };
}
