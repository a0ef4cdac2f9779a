import type { Command } from "commander";
import type { EvaluationResult, LabelledTerms } from "../../engine/evaluation.ts";
import type { Localisation } from "../../engine/localisation.ts";
import { streamModes, type StreamMode } from "../../engine/settings.ts";
import { stopSignal } from "../../platform/lifecycle.ts";
import { oneOf } from "../arguments.ts";
import { UsageError } from "../failure.ts";
import { layouts, type Layout } from "../layouts.ts";
import { describeLocalisation } from "../local/describe-localisation.ts";
import { print, printJson, say } from "../terminal/print.ts";
import { formatTable } from "../terminal/table.ts";

const defaults: number[] = [0, 5];

interface Options {
  layout?: Layout;
  streams?: StreamMode;
  smoothing: number[];
  roc?: true;
  localisation?: true;
  json?: true;
}

export function addEvaluate(program: Command): void {
  program
    .command("evaluate")
    .description("Measure a model's AUC on a folder's labelled test clips, without any server.")
    .argument("<model>", "a weights file that `vigil train` wrote")
    .argument("<folder>", "a data set with labels")
    .option(
      "--streams <mode>",
      `${streamModes.join(", ")}; the model's own when absent`,
      oneOf(streamModes),
    )
    .option(
      "--smoothing <frames...>",
      "standard deviations of the Gaussian over a clip's scores",
      frames,
      defaults,
    )
    .option(
      "--layout <name>",
      `do not guess the folder's layout: ${layouts.join(", ")}`,
      oneOf(layouts),
    )
    .option("--localisation", "also how well the place of an anomaly is told, by pixel masks")
    .option("--json", "print the result as JSON")
    .option("--roc", "with --json: the curves as well")
    .addHelpText(
      "after",
      "\nPER_CLIP scales each clip by its own extremes, as published results do; WHOLE_SET scales" +
        "\nby those of all clips; CAUSAL knows only training footage and the past, as a camera does." +
        "\n--localisation runs the network a second time; docs/engine.md tells its protocol.",
    )
    .action(run);
}

async function run(modelFile: string, folder: string, options: Options): Promise<void> {
  const stopping = stopSignal();
  const { readFolder, countClips, labelsOf } = await import("../local/read-folder.ts");
  const { withClips } = await import("../local/with-clips.ts");
  const { loadModelFile } = await import("../../engine/weights.ts");
  const { scoreClips } = await import("../local/score-clips.ts");
  const { evaluate, normalisations } = await import("../../engine/evaluation.ts");

  const model = await loadModelFile(modelFile);
  const { clips: found } = await readFolder(folder, { layout: options.layout, signal: stopping });
  const places = found.filter((clip) => clip.split === "TEST" && clip.labels);
  if (places.length === 0) throw new UsageError(`${folder} has no test clip with labels.`);
  const unmasked = places.find(({ masks }) => masks === undefined);
  if (options.localisation && unmasked) {
    throw new UsageError(
      `--localisation needs pixel masks of every labelled test clip; ${unmasked.path} has none. Layouts ped2 and ucsd have them (see docs/datasets.md).`,
    );
  }
  const total = countClips(places);

  let framesPerSecond = 0;
  let localisation: Localisation | undefined;
  const scored = await withClips(places, { ...model.settings, signal: stopping }, async (clips) => {
    const started = performance.now();
    const terms = await scoreClips(model, clips, stopping);
    framesPerSecond = (1000 * total.frames) / (performance.now() - started);
    if (options.localisation) {
      const { localiseClips } = await import("../local/localise-clips.ts");
      localisation = await localiseClips(model, places, clips, stopping);
    }
    return places.map((place, index): LabelledTerms => {
      const clip = terms[index];
      if (!clip) throw new Error(`${place.name} was not scored.`);
      return { terms: clip, labels: labelsOf(place) };
    });
  });

  const streams = options.streams ?? model.settings.streams;
  const results = normalisations.flatMap((normalisation) =>
    options.smoothing.map((smoothing) =>
      evaluate(scored, { normalisation, streams, smoothing }, model.calibration),
    ),
  );
  model.dispose();

  say(
    `${total.anomalous} of ${total.labelled} frames are anomalous; ${framesPerSecond.toFixed(1)} frames scored a second.`,
  );
  if (options.json) {
    printJson({
      model: modelFile,
      folder,
      clips: total.count,
      frames: total.frames,
      anomalousFrames: total.anomalous,
      framesPerSecond,
      ...(localisation && { localisation }),
      results: results.map(({ roc, ...figures }) => (options.roc ? { ...figures, roc } : figures)),
    });
  } else {
    print(formatTable([heading, ...results.map(row)]));
    for (const { above, smoothing } of results) {
      if (above && smoothing === 0) print(`\n${describeAlarms(above)}`);
    }
    if (localisation) print(`\n${describeLocalisation(localisation)}`);
  }
}

const heading = [
  "protocol",
  "streams",
  "smoothing",
  "AUC",
  "95 % interval",
  "macro AUC",
  "AP",
  "EER",
];

function row(result: EvaluationResult): (string | number)[] {
  const fixed = (value: number): string => value.toFixed(4);
  return [
    result.normalisation,
    result.streams,
    result.smoothing,
    fixed(result.auc),
    `${fixed(result.aucLow)} – ${fixed(result.aucHigh)}`,
    result.macroAuc === undefined ? "-" : fixed(result.macroAuc),
    fixed(result.averagePrecision),
    fixed(result.equalErrorRate),
  ];
}

function describeAlarms({ normal, anomalous }: { normal: number; anomalous: number }): string {
  const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
  return `CAUSAL: ${percent(anomalous)} of the anomalous frames and ${percent(normal)} of the normal ones score 0.5 or more.`;
}

/** Collects the numbers of frames; the first replaces the default. */
function frames(text: string, before: readonly number[]): number[] {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0))
    throw new UsageError("--smoothing takes numbers of frames, 0 or more.");
  return before === defaults ? [value] : [...before, value];
}
