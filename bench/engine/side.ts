import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { ModelSettings } from "../../src/engine/settings.ts";

/** What a process of its own does over and over. */
export interface Work {
  kind: "train" | "convolutions" | "stream" | "clip" | "window" | "mnad";
  settings: ModelSettings;
  /** Samples of a batch, or cameras, or frames of a clip. */
  count: number;
}

/** A time of work: seconds and processor seconds each time it is done, and the process's peak memory. */
export interface Round {
  seconds: number;
  processor: number;
  megabytes: number;
  /** Of convolutions alone. */
  gigaflops?: number;
}

export interface Identity {
  version: string;
  device: string;
  threads: number;
}

const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** A process that does one kind of work for as long as it is told to: its memory is that work's alone. */
export class Side {
  private constructor(
    private readonly child: ReturnType<typeof start>,
    private readonly lines: AsyncIterator<string>,
    readonly identity: Identity,
  ) {}

  static ours(work: Work): Promise<Side> {
    return Side.start(process.execPath, [...process.execArgv, path("worker.ts")], work);
  }

  static peer(python: string, work: Work): Promise<Side> {
    return Side.start(python, ["-B", path("../peers/pytorch/speed.py")], work);
  }

  private static async start(program: string, args: string[], work: Work): Promise<Side> {
    const child = start(program, [...args, JSON.stringify(work)]);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    return new Side(child, lines, await readJson<Identity>(lines));
  }

  run(seconds: number): Promise<Round> {
    this.child.stdin.write(`${seconds}\n`);
    return readJson<Round>(this.lines);
  }

  stop(): void {
    this.child.stdin.end();
  }
}

const start = (program: string, args: string[]) =>
  spawn(program, args, { stdio: ["pipe", "pipe", "inherit"] });

async function readJson<Value>(lines: AsyncIterator<string>): Promise<Value> {
  const line = await lines.next();
  if (line.done) throw new Error("The process to measure ended; what it said is above.");
  return JSON.parse(line.value) as Value;
}
