import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../bin/vigil.js", import.meta.url));

interface Options {
  input?: string;
  env?: Record<string, string>;
  cwd?: string;
}

/** `vigil` as a user starts it, with what it has written so far. */
export class Vigil {
  readonly process: ChildProcess;
  stdout = "";
  stderr = "";

  constructor(args: readonly string[], { input = "", env = {}, cwd }: Options = {}) {
    this.process = spawn(process.execPath, [bin, ...args], {
      env: { ...process.env, LOG_LEVEL: "warn", ...env },
      stdio: "pipe",
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.process.stdout?.on("data", (text: Buffer) => (this.stdout += text.toString()));
    this.process.stderr?.on("data", (text: Buffer) => (this.stderr += text.toString()));
    this.process.stdin?.end(input);
  }

  async ended(): Promise<number> {
    const { exitCode } = this.process;
    if (exitCode !== null) return exitCode;
    const [code] = (await once(this.process, "close")) as [number];
    return code;
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
