import type { tf } from "./backend.ts";
import { stackFrames, steps, streamFrames } from "./frames.ts";
import { firstInput, inputFrames, sampleFrames } from "./parameters.ts";
import type { Predictions, Predictor } from "./predictor.ts";

/** Both streams' predictions for all frames but the first five, whose features they share. Call inside `tidy`. */
export function predictRun(predictor: Predictor, pixels: tf.Tensor4D): Predictions {
  const { settings } = predictor;
  const count = pixels.shape[0] - sampleFrames + 1;
  const outputs: Predictions = {};
  for (const [stream, network] of predictor.streams) {
    const seen = streamFrames(stream, pixels);
    const input = steps(seen, firstInput(settings), count + inputFrames - 1);
    const features = network.encode(settings.temporalShift ? input : stackFrames(input), 1);
    outputs[stream] = network.decode(features);
  }
  return outputs;
}
