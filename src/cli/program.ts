import { Command } from "commander";
import { addDemo } from "./commands/demo.ts";
import { addTenant } from "./commands/tenant.ts";
import { addImport } from "./commands/import.ts";
import { addTrain } from "./commands/train.ts";
import { addEvaluate } from "./commands/evaluate.ts";
import { addExport } from "./commands/export.ts";
import { addReproduce } from "./commands/reproduce.ts";
import { addScore } from "./commands/score.ts";
import { addMigrate } from "./commands/migrate.ts";
import { addRoots } from "./commands/roots.ts";
import { addUp } from "./commands/up.ts";

/** The command line. Each command loads what it needs only when it runs, so that --help is quick. */
export function createProgram(): Command {
  const program = new Command("vigil")
    .description(
      "Learns what is normal in front of each camera and streams how abnormal every frame is.",
    )
    .option("--verbose", "say more, and where an error came from")
    .showHelpAfterError("Add --help for what is accepted.")
    // Throw instead of exiting, so that usage errors end with their own exit code.
    .exitOverride();

  addUp(program);
  addRoots(program);
  addMigrate(program);
  addTenant(program);
  addImport(program);
  addTrain(program);
  addEvaluate(program);
  addScore(program);
  addExport(program);
  addReproduce(program);
  addDemo(program);
  return program;
}
