import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";
import { nativeBackend } from "../../src/engine/backend.ts";
import { clip } from "./clip.ts";
import { convolutions } from "./convolutions.ts";
import type { Identity, Round, Work } from "./side.ts";
import { stream } from "./stream.ts";
import { train } from "./train.ts";

// Our side of a comparison: does one kind of work, warm by then, for the seconds that each line asks for.

/** Work to do again and again, and of how many floating-point operations it is where that is known. */
export interface Task {
  work: () => unknown;
  flops?: number;
}

const tasks = { train, convolutions, stream, clip };

const { kind, settings, count } = JSON.parse(process.argv[2] ?? "") as Work;
if (kind === "window" || kind === "mnad") throw new Error(`${kind} is the peer's.`);
const { work, flops } = await tasks[kind](settings, count);
await work();
await run(1);

const { binding } = nativeBackend as unknown as { binding: { TF_Version: string } };
const identity: Identity = {
  version: `TensorFlow ${binding.TF_Version}`,
  device: nativeBackend.isUsingGpuDevice ? gpuName() : "CPU",
  threads: availableParallelism(),
};
console.log(JSON.stringify(identity));
for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await run(Number(line))));
}

async function run(seconds: number): Promise<Round> {
  const before = process.cpuUsage();
  const start = performance.now();
  let done = 0;
  let passed = 0;
  do {
    await work();
    done++;
    passed = (performance.now() - start) / 1000;
  } while (passed < seconds);
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: passed / done,
    processor: (user + system) / 1e6 / done,
    megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    ...(flops && { gigaflops: (flops * done) / passed / 1e9 }),
  };
}

function gpuName(): string {
  const query = ["--query-gpu=name", "--format=csv,noheader"];
  const { stdout } = spawnSync("nvidia-smi", query, { encoding: "utf8" });
  return stdout.trim() || "GPU";
}
