// Writes anew what the engine's tests expect, computed by the PyTorch peer alone.
import { writeFile } from "node:fs/promises";
import { encodeTensors } from "../../src/engine/safetensors.ts";
import { resolveSettings } from "../../src/engine/settings.ts";
import { thin } from "./comparison.ts";
import { requirePython, tracePeer } from "./pytorch.ts";
import type { Case } from "./sample.ts";

const small = { width: 32, height: 32, baseChannels: 4 };
const cases: Record<string, Case> = {
  whole: { settings: resolveSettings("STANDARD", small), batch: 2, seed: 1 },
  bare: {
    settings: resolveSettings("STANDARD", {
      ...small,
      streams: "TEMPORAL",
      temporalShift: false,
      channelAttention: false,
      memory: false,
    }),
    batch: 2,
    seed: 1,
  },
  chosen: {
    settings: resolveSettings("STANDARD", { ...small, skip: "READ", readTemperature: 0.1 }),
    weights: { discretisationWeight: 20, spatialWeight: 0.6, temporalWeight: 0.4, motionWeight: 3 },
    batch: 2,
    seed: 1,
  },
  features: {
    settings: resolveSettings("STANDARD", { ...small, streams: "SPATIAL", skip: "FEATURES" }),
    batch: 2,
    seed: 1,
  },
  reconstruction: {
    settings: resolveSettings("STANDARD", { ...small, target: "RECONSTRUCTION", skip: "NONE" }),
    batch: 2,
    seed: 1,
  },
};

const python = requirePython();
for (const [name, drawn] of Object.entries(cases)) {
  const trace = thin(await tracePeer(python, drawn));
  const tensors = new Map([...trace].map(([key, data]) => [key, { shape: [data.length], data }]));
  const bytes = encodeTensors({ tensors, metadata: { case: JSON.stringify(drawn) } });
  await writeFile(new URL(`../../test/engine/golden/${name}.safetensors`, import.meta.url), bytes);
  console.log(`${name}: ${tensors.size} tensors, ${Math.round(bytes.length / 1024)} KiB`);
}
