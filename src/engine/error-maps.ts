import { setImmediate } from "node:timers/promises";
import { tf } from "./backend.ts";
import type { FrameSource } from "./frame-source.ts";
import { steps, toPixels } from "./frames.ts";
import { fourthRoots, placeMeans, squaredError } from "./measure.ts";
import type { Model } from "./model.ts";
import { sampleFrames, type Stream } from "./parameters.ts";
import { predictRun } from "./predict-run.ts";
import { Predictor } from "./predictor.ts";
import { steadyClip } from "./view.ts";

const framesAtOnce = 8;

export interface FrameErrors {
  frame: number;
  /** Each stream's ∜error over the 12×12 pixels around a cell, `height / 4` rows of `width / 4` cells. */
  maps: Partial<Record<Stream, Float32Array>>;
}

export interface MapOptions {
  signal?: AbortSignal;
  /** Called with the number of frames done so far. */
  onFrames?: (done: number) => void;
}

/** Where each stream errs in every frame from the sixth on; a few frames' maps are held at a time. */
export async function* errorMaps(
  { network, view }: Pick<Model, "network" | "view">,
  given: FrameSource,
  { signal, onFrames }: MapOptions = {},
): AsyncGenerator<FrameErrors, void> {
  const predictor = new Predictor(network);
  const clip = steadyClip(given, view, network.settings);
  const history = sampleFrames - 1;
  try {
    for (let from = history; from < clip.frameCount; from += framesAtOnce) {
      signal?.throwIfAborted();
      const count = Math.min(framesAtOnce, clip.frameCount - from);
      const bytes = await clip.read(from - history, count + history);
      const streams = Object.entries(mapRun(predictor, bytes));
      for (let index = 0; index < count; index++) {
        const maps = streams.map(([stream, values]) => {
          const size = values.length / count;
          return [stream, values.slice(index * size, (index + 1) * size)] as const;
        });
        yield { frame: from + index, maps: Object.fromEntries(maps) };
      }
      onFrames?.(from - history + count);
      await setImmediate(); // lets an abort in, as the network itself blocks
    }
  } finally {
    predictor.dispose();
  }
}

function mapRun(predictor: Predictor, bytes: Uint8Array): Partial<Record<Stream, Float32Array>> {
  return tf.tidy(() => {
    const pixels = toPixels(bytes, predictor.settings); // [count + 5, h, w, 1]
    const count = pixels.shape[0] - sampleFrames + 1;
    const before = steps(pixels, sampleFrames - 2, count);
    const difference = tf.sub<tf.Tensor4D>(steps(pixels, sampleFrames - 1, count), before);
    const { spatial, temporal } = predictRun(predictor, pixels);
    return {
      ...(spatial && { spatial: breadths(spatial.prediction, before) }),
      ...(temporal && { temporal: breadths(temporal.prediction, difference) }),
    };
  });
}

function breadths(predicted: tf.Tensor4D, truth: tf.Tensor4D): Float32Array {
  return placeMeans(fourthRoots(squaredError(predicted, truth))).dataSync<"float32">();
}
