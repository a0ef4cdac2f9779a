import { rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { countParameters, presets, resolveSettings, type Preset } from "../../engine/settings.ts";
import { planTraining } from "../../engine/training-plan.ts";
import { stopSignal } from "../../platform/lifecycle.ts";
import { oneOf, positiveNumber, settingPair, wholeNumber } from "../arguments.ts";
import { Interrupted } from "../failure.ts";
import { layouts, type Layout } from "../layouts.ts";
import { readOverrides, settingsHelp } from "../overrides.ts";
import { print, printJson, say } from "../terminal/print.ts";
import { startProgress } from "../terminal/progress.ts";

interface Options {
  preset: Preset;
  epochs?: number;
  batchSize?: number;
  learningRate?: number;
  minutes?: number;
  seed: number;
  earlyStop: boolean;
  set?: Record<string, unknown>;
  layout?: Layout;
  out: string;
  json?: true;
}

export function addTrain(program: Command): void {
  program
    .command("train")
    .description("Train a model on a folder's normal clips, without any server or database.")
    .argument("<folder>", "a data set: Ped2, UCSD, Avenue, ShanghaiTech, or a folder of one's own")
    .option("--preset <name>", presets.join(", "), oneOf(presets), "LITE")
    .option("--epochs <n>", "times that each sample is learnt from", wholeNumber(1))
    .option("--batch-size <n>", "samples a step", wholeNumber(1))
    .option("--learning-rate <x>", "of Adam, annealed to 0", positiveNumber)
    .option("--minutes <n>", "stop after this much training", positiveNumber)
    .option("--seed <n>", "the same seed gives the same weights", wholeNumber(0), 0)
    .option("--no-early-stop", "go on when held-out footage no longer gains")
    .option(
      "--set <name=value>",
      "change a setting of the preset or a weight of the losses; may be repeated",
      settingPair,
      {},
    )
    .option(
      "--layout <name>",
      `do not guess the folder's layout: ${layouts.join(", ")}`,
      oneOf(layouts),
    )
    .option("--out <folder>", "where the weights go", "models")
    .option("--json", "print the result as JSON")
    .addHelpText(
      "after",
      "\nCtrl-C keeps a checkpoint in the output folder; the same command goes on from it." +
        "\nExample: vigil train ped2 --minutes 12 --set width=96 --set skip=READ --set motionWeight=1" +
        `\n\n${settingsHelp()}`,
    )
    .action(train);
}

async function train(folder: string, options: Options): Promise<void> {
  const stopping = stopSignal();
  const overrides = readOverrides(options.preset, options.set);
  resolveSettings(options.preset, overrides.settings); // a wrong one is said before footage is read
  const { readFolder } = await import("../local/read-folder.ts");
  const { withClips } = await import("../local/with-clips.ts");
  const { trainModel } = await import("../../engine/train-model.ts");
  const { checkFootage } = await import("../../engine/check-footage.ts");
  const { checkTrainingMemory } = await import("../../engine/training-memory.ts");
  const { saveModel } = await import("../../engine/weights.ts");

  const { clips: found } = await readFolder(folder, { layout: options.layout, signal: stopping });
  const out = resolve(options.out);
  const checkpoint = join(out, "checkpoint");
  const places = found.filter((clip) => clip.split === "TRAIN");
  const given = {
    settings: overrides.settings,
    options: { ...givenOptions(options), ...overrides.weights },
  };
  const { settings, options: training, advice } = planTraining(options.preset, given, places);
  say(
    `${options.preset}, ${settings.width}×${settings.height}, ${countParameters(settings)} parameters.`,
  );

  for (const line of advice) say(line);
  checkTrainingMemory(settings, training.batchSize); // before minutes of decoding

  const model = await withClips(places, { ...settings, signal: stopping }, async (clips) => {
    const warnings = await checkFootage(clips, settings);
    for (const line of warnings) say(line);
    advice.push(...warnings);
    const progress = startProgress("Training", 1);
    try {
      return await trainModel({
        settings,
        options: training,
        clips,
        checkpoint,
        signal: stopping,
        onProgress: ({ progress: done, epoch, loss, samplesPerSecond, remainingSeconds }) => {
          progress.update(
            done,
            `epoch ${epoch + 1}, loss ${loss.total.toFixed(4)}, ` +
              `${samplesPerSecond.toFixed(1)} samples/s, ${Math.ceil(remainingSeconds)} s left`,
          );
        },
      });
    } catch (error) {
      if (!stopping.aborted) throw error;
      throw new Interrupted(`Stopped. The same command goes on from ${checkpoint}.`);
    } finally {
      progress.stop();
    }
  });

  const sha256 = await saveModel(out, model);
  await rm(checkpoint, { recursive: true, force: true });
  const path = join(out, `${sha256}.safetensors`);
  const { steps, seconds, stoppedEarly } = model;
  model.dispose();
  if (options.json) printJson({ path, sha256, steps, seconds, stoppedEarly, settings, advice });
  else print(path);
  if (stoppedEarly) {
    say(
      `Stopped early at step ${steps}: held-out footage no longer gained (--no-early-stop goes on).`,
    );
  }
  say(`Trained ${steps} steps in ${Math.round(seconds)} s. Next: vigil evaluate ${path} ${folder}`);
}

function givenOptions({ epochs, batchSize, learningRate, minutes, seed, earlyStop }: Options) {
  return {
    seed,
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(learningRate !== undefined && { learningRate }),
    ...(minutes !== undefined && { maxSeconds: minutes * 60 }),
    ...(!earlyStop && { earlyStop }),
  };
}
