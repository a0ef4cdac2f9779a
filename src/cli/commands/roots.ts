import { fork } from "node:child_process";
import { once } from "node:events";
import type { Command } from "commander";
import { loadConfig } from "../../platform/config.ts";
import { stopSignal } from "../../platform/lifecycle.ts";
import type { RootName } from "../supervisor/supervisor.ts";
import { say } from "../terminal/print.ts";

const descriptions: Record<RootName, string> = {
  server: "Run the GraphQL server alone.",
  worker: "Run a worker alone: it trains and evaluates.",
  monitor: "Run a monitor alone: it scores cameras.",
};

export function addRoots(program: Command): void {
  for (const [name, description] of Object.entries(descriptions)) {
    program
      .command(name)
      .description(description)
      .addHelpText(
        "after",
        "\nAny number may run against one DATABASE_URL; `vigil migrate` prepares it.",
      )
      .action(() => run(name as RootName));
  }
}

async function run(name: RootName): Promise<void> {
  const stopping = stopSignal();
  const config = loadConfig();
  const { withDatabase } = await import("../with-database.ts");
  const { environmentOf, rootScript } = await import("../supervisor/supervisor.ts");

  await withDatabase(config, async (database) => {
    const child = fork(rootScript(name), [], {
      detached: true,
      env: environmentOf(config, database),
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const exited = once(child, "exit") as Promise<[code: number | null, signal: string | null]>;
    process.once("exit", () => child.kill("SIGKILL"));
    stopping.addEventListener("abort", () => child.kill("SIGTERM"));
    if (stopping.aborted) child.kill("SIGTERM");

    const [code, signal] = await exited;
    if (signal !== null) say(`vigil: the ${name} was ended by ${signal}.`);
    process.exitCode = code ?? 1;
  });
}
