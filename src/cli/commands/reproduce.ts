import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { Command } from "commander";
import { presets, type Preset } from "../../engine/settings.ts";
import { stopSignal } from "../../platform/lifecycle.ts";
import { oneOf, positiveNumber, settingPair, wholeNumber } from "../arguments.ts";
import { Interrupted, UsageError } from "../failure.ts";
import { layouts, type Layout } from "../layouts.ts";
import { sections, type Section } from "../reproduce/sections.ts";
import { print, say } from "../terminal/print.ts";

export interface ReproduceOptions {
  minutes: number;
  seeds: number;
  only?: Section[];
  preset: Preset;
  epochs?: number;
  set?: Record<string, unknown>;
  layout?: Layout;
  output?: string;
}

export function addReproduce(program: Command): void {
  program
    .command("reproduce")
    .description("Run the paper's experiments within a budget and write a report of them.")
    .argument("<data>", "ped2, avenue, shanghaitech, or a data set's folder")
    .option("--minutes <n>", "time for everything together", positiveNumber, 60)
    .option("--seeds <k>", "trainings of the full model", wholeNumber(1), 3)
    .option("--only <parts...>", sections.join(", "), section)
    .option("--preset <name>", presets.join(", "), oneOf(presets), "LITE")
    .option("--epochs <n>", "the most that a model trains", wholeNumber(1))
    .option(
      "--set <name=value>",
      "change a setting of the preset; may be repeated",
      settingPair,
      {},
    )
    .option(
      "--layout <name>",
      `do not guess the folder's layout: ${layouts.join(", ")}`,
      oneOf(layouts),
    )
    .option("--output <folder>", "where the report goes; reproduce/NAME when absent")
    .addHelpText(
      "after",
      "\nThe report is written anew after each experiment. Ctrl-C, or a crash, loses little: the same" +
        "\ncommand goes on where it stopped, and more --minutes go on with what was left out.",
    )
    .action(reproduce);
}

async function reproduce(data: string, options: ReproduceOptions): Promise<void> {
  const stopping = stopSignal();
  const { openStudy } = await import("../reproduce/open-study.ts");
  const { withClips } = await import("../local/with-clips.ts");
  const { checkFootage } = await import("../../engine/check-footage.ts");
  const { runStudy } = await import("../reproduce/run-study.ts");
  const { keepExtras } = await import("../reproduce/keep-extras.ts");
  const { writeReport } = await import("../reproduce/write-report.ts");

  const study = await openStudy(data, options, stopping);
  const { configuration, experiments, places, builder, output } = study;
  await mkdir(output, { recursive: true });
  const report = join(output, "report.html");
  const all = [...places.training, ...places.test];
  const size = { ...configuration.settings, signal: stopping };
  try {
    const { leftOut } = await withClips(all, size, async (clips) => {
      const footage = {
        training: clips.slice(0, places.training.length),
        test: clips.slice(places.training.length),
      };
      for (const line of await checkFootage(footage.training, configuration.settings)) say(line);
      await keepExtras({ ...study, footage, signal: stopping });
      return runStudy(experiments, options.minutes * 60, {
        study: study.folder,
        footage,
        signal: stopping,
        onFinished: async () => {
          await keepExtras({ ...study, footage, signal: stopping });
          await writeReport(output, builder);
        },
      });
    });
    await writeReport(output, builder);
    if (leftOut.length > 0) {
      const names = leftOut.map(({ id }) => id).join(", ");
      say(`The budget is spent; left out: ${names}. More --minutes go on with them.`);
    }
    print(resolve(report));
  } catch (error) {
    if (!stopping.aborted) throw error;
    throw new Interrupted(`Stopped. The same command goes on from ${output}.`);
  }
}

function section(text: string, before: readonly Section[] = []): Section[] {
  const found = sections.find((name) => name === text.toLowerCase());
  if (!found) throw new UsageError(`--only takes ${sections.join(", ")}; not “${text}”.`);
  return [...before, found];
}
