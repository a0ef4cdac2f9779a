import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { childEnvironment } from "../../src/platform/config.ts";

export interface VigilProcess {
  child: ChildProcess;
  /** What it has logged so far. */
  output: () => string;
  /** As an operator stops it; returns its exit code. */
  stop: () => Promise<number | null>;
  /** As a power cut does. */
  kill: () => Promise<void>;
  /** What it told its parent when it had started: a server's address. */
  url: string | undefined;
}

/** Starts a composition root in a process of its own and waits until it is ready. */
export async function startVigilProcess(
  root: "server" | "worker" | "monitor",
  { databaseUrl, home }: { databaseUrl: string; home: string },
  environment: Record<string, string> = {},
): Promise<VigilProcess> {
  const script = fileURLToPath(new URL(`../../src/${root}.ts`, import.meta.url));
  const places = { DATABASE_URL: databaseUrl, VIGIL_HOME: home, PORT: "0" };
  const child = fork(script, {
    execArgv: ["--import", "tsx"],
    env: childEnvironment({ ...places, NODE_OPTIONS: "", LOG_LEVEL: "info", ...environment }),
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (output += text));
  }
  const exited = once(child, "exit");
  const ready = await Promise.race([once(child, "message"), exited.then(() => undefined)]);
  if (!ready) throw new Error(`The ${root} did not start:\n${output}`);

  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };
  return {
    child,
    output: () => output,
    stop: () => end("SIGTERM"),
    kill: async () => void (await end("SIGKILL")),
    url: (ready[0] as { url?: string }).url,
  };
}
