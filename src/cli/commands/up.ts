import { once } from "node:events";
import type { Command } from "commander";
import { loadConfig } from "../../platform/config.ts";
import { stopSignal } from "../../platform/lifecycle.ts";
import { wholeNumber } from "../arguments.ts";
import { print } from "../terminal/print.ts";

export function addUp(program: Command): void {
  program
    .command("up")
    .description("Run everything on this machine: database, server, workers and monitors.")
    .option("--workers <n>", "processes that train and evaluate", wholeNumber(0), 1)
    .option("--monitors <n>", "processes that score cameras", wholeNumber(0), 1)
    .addHelpText(
      "after",
      "\nCtrl-C lets all of them finish what they are at; a second Ctrl-C ends them at once.",
    )
    .action(up);
}

async function up(options: { workers: number; monitors: number }): Promise<void> {
  const stopping = stopSignal();
  const config = loadConfig();
  const { startAll } = await import("../supervisor/supervisor.ts");
  const running = await startAll(config, { ...options, output: "inherit", report: print });

  print(`Vigil is up. GraphQL over HTTP and WebSocket: ${running.url}/graphql`);
  print(`Health: ${running.url}/healthz and ${running.url}/readyz. Ctrl-C stops it.`);
  if (!stopping.aborted) await once(stopping, "abort");
  print("Stopping.");
  await running.stop();
}
