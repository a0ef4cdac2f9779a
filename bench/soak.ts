import { parseArgs } from "node:util";
import { tf } from "../src/engine/backend.ts";
import { Network } from "../src/engine/network.ts";
import { frameBytes } from "../src/engine/samples.ts";
import { sampleFrames } from "../src/engine/parameters.ts";
import { Random } from "../src/engine/random.ts";
import { resolveSettings } from "../src/engine/settings.ts";
import { Trainer } from "../src/engine/trainer.ts";

// Thousands of training steps of a small network: what they leave behind, in tensors and in memory.
// Ends with 1 when tensors grow.

const { values } = parseArgs({ options: { steps: { type: "string", default: "10000" } } });
const steps = Number(values.steps);
const every = Math.max(1, Math.floor(steps / 10));
const batchSize = 1;

const settings = resolveSettings("STANDARD", {
  width: 32,
  height: 32,
  baseChannels: 4,
  memoryItems: 5,
});
const random = new Random(1);
const noise = () =>
  Uint8Array.from({ length: sampleFrames * batchSize * frameBytes(settings) }, () =>
    Math.floor(random.uniform() * 256),
  );
const batches = Array.from({ length: 8 }, noise);
const network = Network.create(settings, 1);
const trainer = new Trainer(network);

console.log("  step  tensors  tensors' MB  resident MB  ms a step");
let first: number | undefined;
let grown = false;
let startedAt = performance.now();
for (let step = 1; step <= steps; step++) {
  trainer.step(batches[step % batches.length] ?? noise(), 1e-4, step);
  if (step !== 1 && step % every !== 0) continue;
  const { numTensors, numBytes } = tf.memory();
  first ??= numTensors;
  grown ||= numTensors > first;
  const cells = [
    step.toLocaleString("en").padStart(6),
    String(numTensors).padStart(7),
    (numBytes / 1e6).toFixed(2).padStart(11),
    (process.memoryUsage.rss() / 1e6).toFixed(0).padStart(11),
    ((performance.now() - startedAt) / (step === 1 ? 1 : every)).toFixed(1).padStart(9),
  ];
  console.log(cells.join("  "));
  startedAt = performance.now();
}
trainer.dispose();
network.dispose();
const left = tf.memory().numTensors;
console.log(`${left} tensors are left.`);
if (grown || left > 0) process.exitCode = 1;
