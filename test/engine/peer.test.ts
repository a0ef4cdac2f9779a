import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { compareTraces, thin, tolerance } from "../../bench/peers/comparison.ts";
import { findPython, tracePeer } from "../../bench/peers/pytorch.ts";
import type { Case } from "../../bench/peers/sample.ts";
import { traceEngine, type Trace } from "../../bench/peers/trace-engine.ts";
import { decodeTensors } from "../../src/engine/safetensors.ts";
import { tinySettings } from "./support.ts";

/** What the peer computed for a case, and the case, both of bench/peers/write-golden.ts. */
async function readGolden(name: string): Promise<{ drawn: Case; expected: Trace }> {
  const bytes = await readFile(new URL(`golden/${name}.safetensors`, import.meta.url));
  const { tensors, metadata } = decodeTensors(bytes);
  const expected = new Map([...tensors].map(([key, { data }]) => [key, data]));
  return { drawn: JSON.parse(metadata["case"] ?? "") as Case, expected };
}

const disagreements = (actual: Trace, expected: Trace) =>
  compareTraces(actual, expected).filter(({ relative }) => !(relative <= tolerance));

describe("beside an independent implementation in PyTorch", () => {
  test("every block, loss, gradient and memory of the whole network is the same", async () => {
    const { drawn, expected } = await readGolden("whole");

    expect(expected.size).toBeGreaterThan(300);
    expect(disagreements(thin(traceEngine(drawn)), expected)).toEqual([]);
  });

  test("so is one stream without shift, attention and memory", async () => {
    const { drawn, expected } = await readGolden("bare");

    expect(expected.size).toBeGreaterThan(70);
    expect(disagreements(thin(traceEngine(drawn)), expected)).toEqual([]);
  });

  test("so are the read alone at another temperature, and losses weighted otherwise", async () => {
    const { drawn, expected } = await readGolden("chosen");

    expect(expected.size).toBeGreaterThan(300);
    expect(disagreements(thin(traceEngine(drawn)), expected)).toEqual([]);
  });

  test("so are skips that hand on the features beside the read", async () => {
    const { drawn, expected } = await readGolden("features");

    expect(expected.size).toBeGreaterThan(150);
    expect(disagreements(thin(traceEngine(drawn)), expected)).toEqual([]);
  });

  test("so is a reconstruction without skips, its memory at the bottleneck alone", async () => {
    const { drawn, expected } = await readGolden("reconstruction");

    expect(expected.size).toBeGreaterThan(270);
    expect(disagreements(thin(traceEngine(drawn)), expected)).toEqual([]);
  });

  const python = findPython();
  if (!python) {
    console.log("PyTorch is not installed: only its stored values are compared, not live ones.");
    return;
  }
  test.each<[string, Partial<Case["settings"]>, number]>([
    ["of other weights and footage", {}, 2],
    ["that is wider than high", { width: 48, baseChannels: 8 }, 1],
    [
      "of the spatial stream alone, without a discretisation loss",
      { streams: "SPATIAL", discretisationLoss: false },
      2,
    ],
    ["without a temporal shift", { temporalShift: false }, 2],
    ["without channel attention", { channelAttention: false }, 2],
    ["without memory", { memory: false, discretisationLoss: false }, 2],
    ["that skips hand features and read", { skip: "FEATURES" }, 2],
    ["that skips hand the read alone", { skip: "READ", readTemperature: 0.2 }, 2],
    [
      "that reconstructs stacked frames without skips",
      { target: "RECONSTRUCTION", skip: "NONE", temporalShift: false },
      2,
    ],
  ])("run now, a network %s is the same in full", async (_, overrides, batch) => {
    const drawn = { settings: tinySettings(overrides), batch, seed: 2 };

    expect(disagreements(traceEngine(drawn), await tracePeer(python, drawn))).toEqual([]);
  });
});
