import type { Command } from "commander";
import { stopSignal } from "../../platform/lifecycle.ts";
import { UsageError } from "../failure.ts";
import type { Source } from "../demo/footage.ts";

export function addDemo(program: Command): void {
  program
    .command("demo")
    .description("Show the whole platform at work: train, evaluate, watch a camera. Takes minutes.")
    .option("--video <file>", "learn from the first part of your own video and watch the rest")
    .option("--ped2 <folder>", "learn from UCSD Ped2 and watch its test clips")
    .option("--once", "end when it has been shown, with exit code 0 only if all of it worked")
    .addHelpText(
      "after",
      "\nIt keeps to a folder of its own, `demo` in VIGIL_HOME. Ctrl-C ends it.",
    )
    .action(async (options: Source & { once?: true }) => {
      if (options.video !== undefined && options.ped2 !== undefined) {
        throw new UsageError("Give --video or --ped2, not both.");
      }
      const { runDemo } = await import("../demo/run-demo.ts");
      await runDemo({ ...options, once: options.once === true }, stopSignal());
    });
}
