import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { ReadyMessage } from "../../platform/lifecycle.ts";

export interface ProcessPlan {
  name: string;
  /** Path of the script that it runs. */
  script: string;
  environment: NodeJS.ProcessEnv;
  /** Where its output goes: this process's own, or a file's descriptor. */
  output: "inherit" | number;
  /** Told what happens to it, a sentence at a time. */
  report: (sentence: string) => void;
}

const graceMs = 20_000;
const steadyMs = 60_000;
const firstDelayMs = 500;
const longestDelayMs = 30_000;

/** A child process that is started again when it crashes, each time after a longer pause. */
export class ManagedProcess {
  readonly #plan: ProcessPlan;
  #child: ChildProcess;
  #crashes = 0;
  #stopping = false;
  #restart: NodeJS.Timeout | undefined;

  private constructor(plan: ProcessPlan) {
    this.#plan = plan;
    this.#child = this.#spawn();
  }

  /** Resolves when the process says that it is ready; one that ends before that is not tried again. */
  static async start(plan: ProcessPlan): Promise<{ process: ManagedProcess; url?: string }> {
    const managed = new ManagedProcess(plan);
    const child = managed.#child;
    const first = await Promise.race([
      once(child, "message").then(([message]) => message as ReadyMessage),
      once(child, "exit").then(() => undefined),
    ]);
    if (!first) throw new Error(`${plan.name} did not start: ${howItEnded(child)}.`);
    managed.#watch();
    return { process: managed, ...(first.url === undefined ? {} : { url: first.url }) };
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Lets the process drain; one that takes too long is killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#restart);
    const child = this.#child;
    if (child.exitCode !== null || child.signalCode !== null) return;
    const killer = setTimeout(() => {
      this.#plan.report(`${this.#plan.name} does not stop; killing it.`);
      child.kill("SIGKILL");
    }, graceMs);
    const exited = once(child, "exit");
    child.kill("SIGTERM");
    await exited;
    clearTimeout(killer);
  }

  kill(): void {
    this.#child.kill("SIGKILL");
  }

  #spawn(): ChildProcess {
    const { script, environment, output } = this.#plan;
    return fork(script, [], {
      // A group of its own: a terminal's Ctrl-C reaches the supervisor alone, which drains in order.
      detached: true,
      env: environment,
      stdio: ["ignore", output, output, "ipc"],
    });
  }

  #watch(): void {
    const startedAt = Date.now();
    const onExit = (): void => this.#onExit(Date.now() - startedAt > steadyMs);
    const { exitCode, signalCode } = this.#child;
    // It may have ended between its first message and now.
    if (exitCode === null && signalCode === null) this.#child.once("exit", onExit);
    else onExit();
  }

  #onExit(steady: boolean): void {
    if (this.#stopping) return;
    this.#crashes = steady ? 1 : this.#crashes + 1;
    const delay = Math.min(longestDelayMs, firstDelayMs * 2 ** (this.#crashes - 1));
    const { name, report } = this.#plan;
    report(`${name} ended: ${howItEnded(this.#child)}. Starting it again in ${delay / 1000} s.`);
    this.#restart = setTimeout(() => {
      this.#child = this.#spawn();
      this.#watch();
    }, delay);
  }
}

function howItEnded({ exitCode, signalCode }: ChildProcess): string {
  return signalCode === null ? `exit code ${exitCode ?? "unknown"}` : signalCode;
}
