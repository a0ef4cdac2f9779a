import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { writeFile } from "node:fs/promises";
import { Network } from "../src/engine/network.ts";
import { sampleFrames } from "../src/engine/parameters.ts";
import { Random } from "../src/engine/random.ts";
import { ClipScorer } from "../src/engine/score-clip.ts";
import { countParameters, presets, resolveSettings, type Preset } from "../src/engine/settings.ts";
import { StreamScorer } from "../src/engine/stream-scorer.ts";
import { Trainer } from "../src/engine/trainer.ts";

// How fast the engine trains and scores, on noise: the work does not depend on what is in the picture.

const { values: options } = parseArgs({
  options: {
    preset: { type: "string", multiple: true, default: ["LITE", "STANDARD"] },
    batch: { type: "string", default: "4" },
    cameras: { type: "string", default: "10" },
    seconds: { type: "string", default: "10" },
    json: { type: "string" },
  },
});

interface Row {
  preset: Preset;
  size: string;
  parameters: number;
  trainingSamplesPerSecond: number;
  /** Frames of one clip, scored in runs that share their features. */
  clipFramesPerSecond: number;
  singleCameraFramesPerSecond: number;
  camerasFramesPerSecond: number;
  /** Seconds of processor time a frame of the many cameras takes: less noisy on a busy machine. */
  camerasProcessorSeconds: number;
  residentMegabytes: number;
}

const seconds = Number(options.seconds);
const cameras = Number(options.cameras);
const batch = Number(options.batch);

/** Units of work a second, and processor seconds a unit, once warm. */
async function measure(unit: number, work: () => unknown) {
  for (let warm = 0; warm < 2; warm++) await work();
  const before = process.cpuUsage();
  const start = performance.now();
  let done = 0;
  while (performance.now() - start < seconds * 1000) {
    await work();
    done += unit;
  }
  const used = process.cpuUsage(before);
  return {
    perSecond: (done * 1000) / (performance.now() - start),
    processorSeconds: (used.user + used.system) / 1e6 / done,
  };
}

async function benchmark(preset: Preset): Promise<Row> {
  const settings = resolveSettings(preset);
  const { width, height } = settings;
  const random = new Random(1);
  const noise = (frames: number) =>
    Uint8Array.from({ length: frames * width * height }, () => random.uniform() * 256);
  const network = Network.create(settings, 1);

  const clipScorer = new ClipScorer({ network });
  const clip = noise(24 + sampleFrames - 1);
  const clips = await measure(24, () => clipScorer.run(clip));
  clipScorer.dispose();

  const streaming = async (count: number) => {
    const scorer = new StreamScorer<number>({ network });
    const frames = new Map(Array.from({ length: count }, (_, camera) => [camera, noise(1)]));
    const result = await measure(count, () => scorer.score(frames));
    scorer.dispose();
    return result;
  };
  const single = await streaming(1);
  const many = await streaming(cameras);

  const trainer = new Trainer(network);
  const sample = noise(sampleFrames * batch);
  let step = 0;
  const training = await measure(batch, () => trainer.step(sample, 1e-4, ++step));
  const residentMegabytes = Math.round(process.memoryUsage.rss() / 1e6);
  trainer.dispose();
  network.dispose();

  return {
    preset,
    size: `${width}×${height}`,
    parameters: countParameters(settings),
    trainingSamplesPerSecond: training.perSecond,
    clipFramesPerSecond: clips.perSecond,
    singleCameraFramesPerSecond: single.perSecond,
    camerasFramesPerSecond: many.perSecond,
    camerasProcessorSeconds: many.processorSeconds,
    residentMegabytes,
  };
}

const rows: Row[] = [];
for (const name of options.preset) {
  const preset = presets.find((known) => known === name);
  if (!preset) throw new Error(`--preset must be one of ${presets.join(", ")}.`);
  rows.push(await benchmark(preset));
}

const machine = `${cpus()[0]?.model ?? "?"}, ${cpus().length} cores`;
console.log(`${machine}; batch ${batch}, ${cameras} cameras\n`);
const rounded = rows.map((row) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      typeof value === "number" && value < 1000 ? Number(value.toPrecision(3)) : value,
    ]),
  ),
);
console.table(rounded);
if (options.json) {
  await writeFile(options.json, JSON.stringify({ machine, batch, cameras, rows }, null, 2) + "\n");
}
