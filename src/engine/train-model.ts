import { tf } from "./backend.ts";
import { calibrateModel } from "./calibrate-model.ts";
import type { FrameSource } from "./frame-source.ts";
import { toPixels } from "./frames.ts";
import { createModel, type Model } from "./model.ts";
import { frameBytes, piecesOf, Samples, splitFootage } from "./samples.ts";
import { checkTrainingOptions, type ModelSettings } from "./settings.ts";
import { checkTrainingMemory } from "./training-memory.ts";
import { steadyClip, viewOf } from "./view.ts";
import { TrainingRun, type TrainingInput } from "./training-run.ts";

export interface TrainedModel extends Model {
  steps: number;
  seconds: number;
  stoppedEarly: boolean;
}

const validationSamples = 24;

/**
 * Trains on the clips' frames but a tenth, which decides which weights are kept and calibrates their
 * scores. When aborted, rejects with the signal's reason once the checkpoint is written.
 */
export async function trainModel(input: TrainingInput): Promise<TrainedModel> {
  const { settings, options, signal } = input;
  checkTrainingOptions(options);
  checkTrainingMemory(settings, options.batchSize);
  signal?.throwIfAborted();
  const footage = splitFootage(input.clips);
  const view = settings.steady ? await viewOf(piecesOf(footage.training), settings) : undefined;
  const steady = (clip: FrameSource) => steadyClip(clip, view, settings);
  const [training, heldOut] = [footage.training.map(steady), footage.heldOut.map(steady)];
  const samples = new Samples(training, frameBytes(settings));
  const validation = await readValidation(new Samples(heldOut, frameBytes(settings)), settings);
  try {
    const run = await TrainingRun.start(input, samples, validation);
    const { network, position, stoppedEarly } = await run.finish();
    try {
      const calibration = await calibrateModel({ network, ...(view && { view }) }, footage, signal);
      const { step: steps, seconds, bestValidation } = position;
      const validation = bestValidation ?? Number.NaN;
      const facts = { options, steps, validation, stoppedEarly };
      const model = createModel(network, calibration, {
        training: facts,
        ...(view && { view }),
      });
      return { ...model, steps, seconds, stoppedEarly };
    } catch (error) {
      network.dispose();
      throw error;
    }
  } finally {
    tf.dispose(validation);
  }
}

async function readValidation(samples: Samples, settings: ModelSettings): Promise<tf.Tensor4D[]> {
  const count = Math.min(validationSamples, samples.count);
  const numbers = Array.from({ length: count }, (_, at) =>
    Math.floor((at * samples.count) / count),
  );
  const frames: tf.Tensor4D[] = [];
  for (let from = 0; from < count; from += 4) {
    frames.push(toPixels(await samples.read(numbers.slice(from, from + 4)), settings));
  }
  return frames;
}
