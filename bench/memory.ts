import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import type { FrameSource } from "../src/engine/frame-source.ts";
import { Random } from "../src/engine/random.ts";
import { resolveSettings, type ModelSettings } from "../src/engine/settings.ts";
import { trainModel } from "../src/engine/train-model.ts";
import { predictTrainingMemory } from "../src/engine/training-memory.ts";

// The resident memory of trainings, each in a process of its own, beside what is predicted for them.

interface Case {
  settings: ModelSettings;
  batchSize: number;
}

const { values: options } = parseArgs({
  options: {
    /** One training, in this process: what the others are started with. */
    case: { type: "string" },
    seconds: { type: "string", default: "4" },
    json: { type: "string" },
  },
});

if (options.case === undefined) await compare();
else await trainOne(JSON.parse(options.case) as Case);

/** On noise, for a few seconds, to the end: validation and the scores' calibration included. */
async function trainOne({ settings, batchSize }: Case): Promise<void> {
  const { width, height } = settings;
  const random = new Random(1);
  const noise = Uint8Array.from({ length: 80 * width * height }, () => random.uniform() * 256);
  const clip = (name: string): FrameSource => ({
    name,
    frameCount: 80,
    read: async (from, count) => noise.subarray(from * width * height, (from + count) * width * height), // prettier-ignore
  });
  const maxSeconds = Number(options.seconds);
  const model = await trainModel({
    settings,
    options: { epochs: 100, batchSize, learningRate: 1e-5, seed: 1, maxSeconds },
    clips: [clip("a"), clip("b"), clip("c"), clip("d"), clip("e")],
  });
  const peak = process.resourceUsage().maxRSS * 1024;
  console.log(JSON.stringify({ steps: model.steps, peak, after: process.memoryUsage.rss() }));
}

async function compare(): Promise<void> {
  const sizes = [
    [96, 64],
    [192, 128],
    [256, 256],
  ] as const;
  const rows = [];
  for (const baseChannels of [8, 16, 32]) {
    for (const [width, height] of sizes) {
      for (const batchSize of [1, 2, 4, 8]) {
        const settings = resolveSettings("STANDARD", { width, height, baseChannels });
        const measured = await measure({ settings, batchSize });
        const predicted = predictTrainingMemory(settings, batchSize);
        const error = predicted / measured.peak - 1;
        const size = `${width}×${height}`;
        rows.push({ baseChannels, size, batchSize, ...measured, predicted, error });
        console.log(JSON.stringify(rows.at(-1)));
      }
    }
  }
  if (options.json) await writeFile(options.json, JSON.stringify(rows, null, 2) + "\n");
}

async function measure(one: Case): Promise<{ steps: number; peak: number; after: number }> {
  const self = fileURLToPath(import.meta.url);
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...["--import", "tsx", self, "--case", JSON.stringify(one)],
    ...["--seconds", String(options.seconds)],
  ]);
  return JSON.parse(stdout) as { steps: number; peak: number; after: number };
}
