import { basename, join, resolve } from "node:path";
import type { FoundClip } from "../../datasets/read-dataset.ts";
import { wholeNetwork } from "../../engine/settings.ts";
import { planTraining } from "../../engine/training-plan.ts";
import { say } from "../terminal/print.ts";
import type { ReproduceOptions } from "../commands/reproduce.ts";
import { UsageError } from "../failure.ts";
import { readFolder } from "../local/read-folder.ts";
import { readOverrides } from "../overrides.ts";
import { ReportBuilder } from "./build-report.ts";
import { chosen, listExperiments, type Configuration } from "./experiments.ts";
import { findFolder } from "./find-folder.ts";
import { benchmarkOf } from "./published.ts";
import { StudyFolder } from "./study-folder.ts";

/** Everything that the command's arguments come to, before anything is decoded or trained. */
export async function openStudy(data: string, options: ReproduceOptions, signal: AbortSignal) {
  const overrides = readOverrides(options.preset, options.set);
  const found = await findFolder(data);
  const { clips, layout } = await readFolder(found, { layout: options.layout, signal });
  const places = {
    training: clips.filter(({ split }) => split === "TRAIN"),
    test: clips.filter(({ split, labels }) => split === "TEST" && labels),
  };
  requireBothClasses(found, places.test);
  // The budget ends a training; epochs only keep a small set from being learnt by heart.
  const plan = planTraining(
    options.preset,
    {
      settings: { ...wholeNetwork, steady: false, ...overrides.settings },
      options: {
        ...overrides.weights,
        seed: 0,
        maxSeconds: options.minutes * 60,
        ...(options.epochs !== undefined && { epochs: options.epochs }),
      },
    },
    places.training,
  );
  for (const line of plan.advice) say(line);
  const { settings } = plan;
  const { epochs, batchSize, learningRate } = plan.options;
  const training = { epochs, batchSize, learningRate, ...overrides.weights };

  const output = options.output ?? join("reproduce", basename(resolve(found)));
  const folder = await StudyFolder.open(output, {
    folder: resolve(found),
    layout,
    settings,
    training,
  });
  const configuration: Configuration = {
    settings,
    options: training,
    seeds: options.seeds,
  };
  const all = listExperiments(configuration);
  const experiments = chosen(all, options.only);
  const facts = {
    command: commandOf(data, options),
    folder: basename(resolve(found)),
    layout,
    benchmark: benchmarkOf(data, layout),
    clips,
    minutes: options.minutes,
    seeds: options.seeds,
  };
  const builder = new ReportBuilder(folder, facts, experiments);
  return { configuration, experiments, places, builder, folder, output };
}

/** Found out before hours of training, not after them. */
function requireBothClasses(folder: string, clips: readonly FoundClip[]): void {
  if (clips.length === 0) throw new UsageError(`${folder} has no test clip with labels.`);
  const anomalous = clips.some(({ labels = [] }) => labels.length > 0);
  if (!anomalous) {
    throw new UsageError(`${folder}: no frame of its test clips is labelled as an anomaly.`);
  }
}

/** Without the paths of this machine, which say nothing to a reader of the report. */
function commandOf(data: string, options: ReproduceOptions): string {
  const { minutes, seeds, only, preset, epochs, set = {}, layout } = options;
  return [
    `vigil reproduce ${basename(resolve(data))} --minutes ${minutes} --seeds ${seeds}`,
    ...(only ? [`--only ${only.join(" ")}`] : []),
    ...(preset === "LITE" ? [] : [`--preset ${preset}`]),
    ...(epochs === undefined ? [] : [`--epochs ${epochs}`]),
    ...Object.entries(set).map(([name, value]) => `--set ${name}=${String(value)}`),
    ...(layout ? [`--layout ${layout}`] : []),
  ].join(" ");
}
