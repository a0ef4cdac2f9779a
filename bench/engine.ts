/**
 * How fast the engine trains and scores, on noise, beside PyTorch where it is installed.
 *
 *   npm run bench:engine -- [--only NAME…] [--rounds 5] [--seconds 3] [--json FILE]
 *
 * Each figure comes of a process of its own, the two sides' in turns. On fewer cores: taskset.
 */
import { writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { resolveSettings } from "../src/engine/settings.ts";
import { goalText, type Figure } from "./engine/figure.ts";
import { Side, type Identity } from "./engine/side.ts";
import { subjects, type Bench } from "./engine/subjects.ts";
import { findPython } from "./peers/pytorch.ts";

const { values: options } = parseArgs({
  options: {
    only: { type: "string", multiple: true, default: Object.keys(subjects) },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
    json: { type: "string" },
  },
});
for (const name of options.only) {
  if (!subjects[name]) throw new Error(`--only takes ${Object.keys(subjects).join(", ")}.`);
}

const python = findPython();
const smallest = { settings: resolveSettings("LITE", { width: 16, height: 16 }), count: 1 };
const { identity } = await identify(Side.ours({ kind: "clip", ...smallest }));
const peer = python && (await identify(Side.peer(python, { kind: "window", ...smallest })));
const machine = {
  processor: cpus()[0]?.model.trim() ?? "unknown",
  cores: cpus().length,
  ...identity,
  ...(peer && { peer: peer.identity }),
  node: process.version,
};
const describe = ({ version, device, threads }: Identity) =>
  `${version} on ${device}, ${threads} threads`;
const [load = NaN] = loadavg();
console.log(
  `${machine.processor}, ${machine.cores} cores, load ${load.toFixed(1)} before; ` +
    `${describe(identity)}; ${peer ? describe(peer.identity) : "PyTorch is not installed"}\n`,
);

const bench: Bench = {
  ...(python && { python }),
  gpu: identity.device !== "CPU",
  rounds: Number(options.rounds),
  seconds: Number(options.seconds),
};
const figures: Figure[] = [];
const widths = [58, 9, 8, 8, 7, 7, 7];
printRow(["figure", "unit", "ours", "PyTorch", "ratio", "best", "goal", "reached"]);
for (const name of options.only) {
  for (const figure of (await subjects[name]?.(bench)) ?? []) {
    figures.push(figure);
    const { unit, ours, ratio, bestRatio, goal, reached } = figure;
    const numbers = [ours, figure.peer, ratio, bestRatio].map(
      (value) => value?.toPrecision(3) ?? "",
    );
    const verdict = reached === undefined ? "" : reached ? "yes" : "NO";
    printRow([figure.figure, unit, ...numbers, goalText(goal), verdict]);
  }
  if (options.json) {
    const result = { machine, load, rounds: bench.rounds, seconds: bench.seconds, figures };
    await writeFile(options.json, JSON.stringify(result, null, 2) + "\n");
  }
}

async function identify(starting: Promise<Side>): Promise<Side> {
  const side = await starting;
  side.stop();
  return side;
}

function printRow(cells: string[]): void {
  console.log(
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join(" ")
      .trimEnd(),
  );
}
