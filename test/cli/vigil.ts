import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const pathOf = (file: string): string => fileURLToPath(new URL(`../../${file}`, import.meta.url));

interface Options {
  input?: string;
  env?: Record<string, string>;
  cwd?: string;
  /** Without bin/vigil.js before it, so that the process is the command itself. */
  direct?: boolean;
}

/** `vigil` as a user starts it, with what it has written so far. */
export class Vigil {
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";
  #closed = false;

  constructor(
    args: readonly string[],
    { input = "", env = {}, cwd, direct = false }: Options = {},
  ) {
    const program = direct
      ? ["--import", import.meta.resolve("tsx"), pathOf("src/cli.ts")]
      : [pathOf("bin/vigil.js")];
    this.process = spawn(process.execPath, [...program, ...args], {
      env: { ...process.env, LOG_LEVEL: "warn", ...env },
      stdio: "pipe",
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.process.stdout?.on("data", (text: Buffer) => (this.stdout += text.toString()));
    this.process.stderr?.on("data", (text: Buffer) => (this.stderr += text.toString()));
    this.process.once("close", () => (this.#closed = true));
    this.process.stdin?.end(input);
  }

  async ended(): Promise<number> {
    if (!this.#closed) await once(this.process, "close");
    return this.process.exitCode ?? -1;
  }

  /** The processes that it says it has started, by name. */
  children(): Map<string, number> {
    const lines = this.stdout.matchAll(/^(.+) runs as process (\d+)$/gm);
    return new Map([...lines].map(([, name = "", pid]) => [name, Number(pid)]));
  }
}

export async function vigil(args: readonly string[], options: Options = {}) {
  const run = new Vigil(args, options);
  const code = await run.ended();
  return { code, stdout: run.stdout, stderr: run.stderr };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
