// Prints how far the engine is from its PyTorch peer, for the whole network and without each part.
import { resolveSettings } from "../../src/engine/settings.ts";
import { compareTraces, tolerance, worstOfEachKind } from "./comparison.ts";
import { requirePython, tracePeer } from "./pytorch.ts";
import type { Case } from "./sample.ts";
import { traceEngine } from "./trace-engine.ts";

const python = requirePython();
const small = { width: 32, height: 32, baseChannels: 8 };
const seed = Number(process.argv[2] ?? 1);
const cases: Record<string, Case> = {
  whole: { settings: resolveSettings("STANDARD", small), batch: 2, seed },
  "64x48, width 16": {
    settings: resolveSettings("STANDARD", { width: 64, height: 48, baseChannels: 16 }),
    batch: 1,
    seed,
  },
};
const others: Record<string, Omit<Case, "batch" | "seed">> = {
  "the read alone, at temperature 0.1": {
    settings: resolveSettings("STANDARD", { ...small, skip: "READ", readTemperature: 0.1 }),
  },
  "skips of features and read": {
    settings: resolveSettings("STANDARD", { ...small, skip: "FEATURES" }),
  },
  "a reconstruction without skips": {
    settings: resolveSettings("STANDARD", { ...small, skip: "NONE", target: "RECONSTRUCTION" }),
  },
  "other weights of the losses": {
    settings: resolveSettings("STANDARD", small),
    weights: {
      discretisationWeight: 20,
      spatialWeight: 0.6,
      temporalWeight: 0.4,
      motionWeight: 3,
    },
  },
};
for (const [name, other] of Object.entries(others)) cases[name] = { ...other, batch: 2, seed };
for (const part of ["temporalShift", "channelAttention", "memory", "discretisationLoss"] as const) {
  const settings = resolveSettings("STANDARD", { ...small, [part]: false });
  cases[`without ${part}`] = { settings, batch: 2, seed };
}

for (const [name, drawn] of Object.entries(cases)) {
  const differences = compareTraces(traceEngine(drawn), await tracePeer(python, drawn));
  console.log(`\n${name}: ${differences.length} tensors`);
  for (const [kind, worst] of worstOfEachKind(differences)) {
    console.log(`  ${kind.padEnd(10)} ${worst.relative.toExponential(1)}  ${worst.name}`);
  }
  if ((differences[0]?.relative ?? 0) > tolerance) process.exitCode = 1;
}
