import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { ComputeMessage, ComputeTask } from "./compute-messages.ts";

const script = fileURLToPath(new URL("compute.ts", import.meta.url));
const loader = import.meta.resolve("tsx");

/** Long enough to finish a step and write a checkpoint, in a step's usual time. */
const graceMs = 4000;

type Ending = Extract<ComputeMessage, { kind: "trained" | "scored" | "failed" }>;

/**
 * Does a task in a process of its own. A step of a large network takes longer than a heartbeat,
 * and nothing else runs in its process meanwhile; this one goes on breathing, can end a step that
 * nobody waits for any more, and outlives TensorFlow running out of memory.
 *
 * `stop` asks the process to leave in order, `kill` ends it at once; both reject with the reason.
 * A process that dies without a word rejects too.
 */
export async function compute(
  task: ComputeTask,
  onMessage: (message: ComputeMessage) => void,
  { stop, kill }: { stop: AbortSignal; kill: AbortSignal },
): Promise<Ending> {
  AbortSignal.any([stop, kill]).throwIfAborted();
  const child = fork(script, { execArgv: ["--import", loader], serialization: "advanced" });
  let ending: Ending | undefined;
  child.on("message", (message: ComputeMessage) => {
    if (message.kind === "trained" || message.kind === "scored" || message.kind === "failed") {
      ending = message;
    } else {
      onMessage(message);
    }
  });
  const exited = once(child, "exit") as Promise<[code: number | null, signal: string | null]>;

  let patience: NodeJS.Timeout | undefined;
  const onStop = (): void => {
    child.kill("SIGTERM");
    patience = setTimeout(() => child.kill("SIGKILL"), graceMs);
  };
  const onKill = (): void => void child.kill("SIGKILL");
  stop.addEventListener("abort", onStop, { once: true });
  kill.addEventListener("abort", onKill, { once: true });
  try {
    child.send(task, () => undefined); // a child that is gone already says so by its exit
    const [code, signal] = await exited;
    if (ending) return ending;
    AbortSignal.any([kill, stop]).throwIfAborted();
    throw new Error(`The compute process died (${signal ?? `exit code ${code}`}).`);
  } finally {
    clearTimeout(patience);
    stop.removeEventListener("abort", onStop);
    kill.removeEventListener("abort", onKill);
  }
}
