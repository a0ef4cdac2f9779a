import { z } from "zod";
import type { Calibration } from "../../engine/calibration.ts";
import type { FrameSource } from "../../engine/frame-source.ts";
import { countParameters, type TrainingOptions } from "../../engine/settings.ts";
import { trainModel } from "../../engine/train-model.ts";
import { loadModel, saveModel } from "../../engine/weights.ts";
import { startProgress } from "../terminal/progress.ts";
import type { TrainingExperiment } from "./experiments.ts";
import type { TrainingResult } from "./results.ts";
import { scoreTestClips } from "./score-test-clips.ts";
import type { StudyFolder } from "./study-folder.ts";

export interface Footage {
  training: readonly FrameSource[];
  test: readonly FrameSource[];
}

const plan = z.object({ maxSeconds: z.number() });
const trained = z.object({
  model: z.string(),
  steps: z.number(),
  seconds: z.number(),
  processorSeconds: z.number(),
  calibration: z.custom<Calibration>((value) => typeof value === "object"),
});
type Trained = z.infer<typeof trained>;

/** Trains, or goes on where a killed run stood, then scores the test clips. */
export async function runTraining(
  experiment: TrainingExperiment,
  maxSeconds: number,
  { study, footage, signal }: { study: StudyFolder; footage: Footage; signal: AbortSignal },
): Promise<TrainingResult> {
  const { id, section, settings } = experiment;
  // A checkpoint belongs to the time that it was begun with, whatever the budget is by now.
  const planned = plan.safeParse(await study.readNote(id, "plan.json")).data ?? { maxSeconds };
  await study.writeNote(id, "plan.json", planned);
  const options: TrainingOptions = { ...experiment.options, ...planned };

  const note = trained.safeParse(await study.readNote(id, "trained.json")).data;
  const facts = note ?? (await train(experiment, options, { study, footage, signal }));
  const model = await loadModel(study.at(id), facts.model);
  try {
    const scoring = await scoreTestClips(id, model, footage.test, { study, signal });
    return {
      id,
      section,
      kind: "training",
      settings,
      options,
      parameters: countParameters(settings),
      ...facts,
      samplesPerSecond: (facts.steps * options.batchSize) / Math.max(facts.seconds, 1e-3),
      scoring,
      spentSeconds: facts.seconds + scoring.seconds,
      finishedAt: new Date().toISOString(),
    };
  } finally {
    model.dispose();
  }
}

async function train(
  { id, settings }: TrainingExperiment,
  options: TrainingOptions,
  { study, footage, signal }: { study: StudyFolder; footage: Footage; signal: AbortSignal },
): Promise<Trained> {
  const progress = startProgress(`Training ${id}`, 1);
  const before = process.cpuUsage();
  try {
    const model = await trainModel({
      settings,
      options,
      clips: footage.training,
      checkpoint: study.at(id, "checkpoint"),
      signal,
      onProgress: ({ progress: done, step, loss, remainingSeconds }) => {
        const note = `step ${step}, loss ${loss.total.toFixed(4)}, ${Math.ceil(remainingSeconds)} s left`;
        progress.update(done, note);
      },
    });
    const { user, system } = process.cpuUsage(before);
    const { steps, seconds, calibration } = model;
    const sha256 = await saveModel(study.at(id), model);
    model.dispose();
    const processorSeconds = (user + system) / 1e6;
    const facts = { model: sha256, steps, seconds, processorSeconds, calibration };
    await study.writeNote(id, "trained.json", facts);
    return facts;
  } finally {
    progress.stop();
  }
}
