import type { Experiment } from "./experiments.ts";

/** Of the time that is left when models are still to be trained. */
const robustnessShare = 0.15;
/** A training that gets less is not worth starting. */
const leastSeconds = 1;

interface Standing {
  /** All that is left, in seconds. */
  left: number;
  /** What is still to do, the experiment in question included. */
  pending: readonly Experiment[];
  /** What scoring the test clips took last. */
  scoringSeconds: number;
}

/**
 * The seconds that an experiment may train (for robustness, which only scores: what is left).
 * Undefined where the budget has none left for it.
 */
export function secondsFor(
  experiment: Experiment,
  { left, pending, scoringSeconds }: Standing,
): number | undefined {
  if (experiment.kind === "robustness") return left > scoringSeconds / 2 ? left : undefined;
  const trainings = pending.filter((one) => one.kind === "training");
  const scored = pending.length > trainings.length ? robustnessShare * left : 0;
  // The first are worth most, so what all of them have no time for is taken from the last.
  for (let count = trainings.length; count > trainings.indexOf(experiment); count--) {
    const weights = trainings.slice(0, count).reduce((sum, { weight }) => sum + weight, 0);
    // Each training is followed by scoring the test clips, which is paid from the same budget.
    const forTraining = left - scored - count * scoringSeconds;
    const seconds = (forTraining * experiment.weight) / weights;
    if (seconds >= leastSeconds) return Math.round(10 * seconds) / 10;
  }
  return undefined;
}
