import { setImmediate } from "node:timers/promises";
import { tf } from "./backend.ts";
import type { FrameSource } from "./frame-source.ts";
import { stackFrames, steps, streamFrames, toPixels } from "./frames.ts";
import { measure } from "./measure.ts";
import type { Model } from "./model.ts";
import { inputFrames, sampleFrames } from "./parameters.ts";
import { Predictor, type Predictions } from "./predictor.ts";
import type { ModelSettings } from "./settings.ts";
import type { ClipTerms, FrameTerms } from "./terms.ts";

interface ScoreOptions {
  signal?: AbortSignal;
  /** Called with the number of frames scored so far. */
  onFrames?: (done: number) => void;
}

/** The terms of every frame from the sixth on. A clip shorter than that has none. */
export async function scoreClip(
  { network }: Pick<Model, "network">,
  clip: FrameSource,
  { signal, onFrames }: ScoreOptions = {},
): Promise<ClipTerms> {
  const predictor = new Predictor(network);
  const history = sampleFrames - 1;
  const frames: FrameTerms[] = [];
  try {
    const run = framesAtOnce(network.settings);
    for (let from = history; from < clip.frameCount; from += run) {
      signal?.throwIfAborted();
      const count = Math.min(run, clip.frameCount - from);
      const bytes = await clip.read(from - history, count + history);
      frames.push(...scoreRun(predictor, bytes));
      onFrames?.(frames.length);
      await setImmediate(); // lets an abort in, as the network itself blocks
    }
  } finally {
    predictor.dispose();
  }
  return { firstFrame: history, frames };
}

/** Terms of all frames of `bytes` but the first five, whose features they share. */
export function scoreRun(predictor: Predictor, bytes: Uint8Array): FrameTerms[] {
  const { settings } = predictor;
  return tf.tidy(() => {
    const pixels = toPixels(bytes, settings); // [count + 5, h, w, 1]
    const count = pixels.shape[0] - sampleFrames + 1;
    const outputs: Predictions = {};
    for (const [stream, network] of predictor.streams) {
      const input = steps(streamFrames(stream, pixels), 0, count + inputFrames - 1);
      const features = network.encode(settings.temporalShift ? input : stackFrames(input), 1);
      outputs[stream] = network.decode(features);
    }
    const truth = {
      before: steps(pixels, sampleFrames - 2, count),
      last: steps(pixels, sampleFrames - 1, count),
    };
    return measure(predictor, outputs, truth);
  });
}

/** Enough that the three frames encoded for their past alone cost little, few enough for the memory. */
function framesAtOnce({ width, height, baseChannels }: ModelSettings): number {
  return Math.min(32, Math.max(8, Math.round(4e6 / (width * height * baseChannels))));
}
