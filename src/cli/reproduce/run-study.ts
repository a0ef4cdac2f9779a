import { loadModel } from "../../engine/weights.ts";
import { say } from "../terminal/print.ts";
import { secondsFor } from "./budget.ts";
import { degrade } from "./degrade.ts";
import type { Experiment, RobustnessExperiment } from "./experiments.ts";
import type { Result, RobustnessResult } from "./results.ts";
import { runTraining, type Footage } from "./run-training.ts";
import { scoreTestClips } from "./score-test-clips.ts";
import type { StudyFolder } from "./study-folder.ts";

interface Context {
  study: StudyFolder;
  footage: Footage;
  signal: AbortSignal;
}

/** Runs what is not finished yet, as far as `seconds` reach; tells of each that ends. */
export async function runStudy(
  experiments: readonly Experiment[],
  seconds: number,
  context: Context & { onFinished: () => Promise<void> },
): Promise<{ leftOut: Experiment[] }> {
  const { study, onFinished } = context;
  const finished = new Map((await study.results()).map((result) => [result.id, result]));
  const kept = experiments.filter(({ id }) => finished.has(id)).length;
  if (kept > 0) say(`${kept} of ${experiments.length} experiments are finished already.`);

  const pending = experiments.filter(({ id }) => !finished.has(id));
  const leftOut: Experiment[] = [];
  for (let next = pending[0]; next; next = pending[0]) {
    const spent = [...finished.values()].reduce((sum, { spentSeconds }) => sum + spentSeconds, 0);
    const scoringSeconds = [...finished.values()].at(-1)?.scoring.seconds ?? 0;
    const share = secondsFor(next, { left: seconds - spent, pending, scoringSeconds });
    const result = share === undefined ? undefined : await run(next, share, finished, context);
    if (result) {
      await study.finish(result);
      finished.set(result.id, result);
      await onFinished();
    } else {
      leftOut.push(next);
    }
    pending.shift();
  }
  return { leftOut };
}

/** Undefined where what it needs is not there. */
async function run(
  experiment: Experiment,
  seconds: number,
  finished: ReadonlyMap<string, Result>,
  context: Context,
): Promise<Result | undefined> {
  if (experiment.kind === "training") return runTraining(experiment, seconds, context);
  const trained = finished.get(experiment.model);
  return trained?.kind === "training"
    ? runRobustness(experiment, trained.model, context)
    : undefined;
}

async function runRobustness(
  { id, section, model: owner, condition }: RobustnessExperiment,
  sha256: string,
  { study, footage, signal }: Context,
): Promise<RobustnessResult> {
  const model = await loadModel(study.at(owner), sha256);
  try {
    const clips = footage.test.map((clip) => degrade(clip, condition, model.settings));
    const scoring = await scoreTestClips(id, model, clips, { study, signal });
    const finishedAt = new Date().toISOString();
    const spentSeconds = scoring.seconds;
    return {
      id,
      section,
      kind: "robustness",
      model: owner,
      condition,
      scoring,
      spentSeconds,
      finishedAt,
    };
  } finally {
    model.dispose();
  }
}
