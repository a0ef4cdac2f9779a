import { execFile, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { decodeTensors, encodeTensors } from "../../src/engine/safetensors.ts";
import { drawCase, type Case } from "./sample.ts";
import type { Trace } from "./trace-engine.ts";

const program = fileURLToPath(new URL("pytorch/golden.py", import.meta.url));

/** A Python that has the peer's requirements: VIGIL_PEER_PYTHON, or `python3` where it has them. */
export function findPython(): string | undefined {
  const python = process.env["VIGIL_PEER_PYTHON"] ?? "python3";
  const { status } = spawnSync(python, ["-c", "import torch, safetensors.torch"]);
  return status === 0 ? python : undefined;
}

export function requirePython(): string {
  const python = findPython();
  if (python) return python;
  throw new Error(
    "No Python has pytorch/requirements.txt; VIGIL_PEER_PYTHON may name one that has.",
  );
}

/** What the peer computes for a case. */
export async function tracePeer(python: string, drawn: Case): Promise<Trace> {
  const { weights, frames } = drawCase(drawn);
  const folder = await mkdtemp(join(tmpdir(), "vigil-peer-"));
  const path = (name: string) => join(folder, `${name}.safetensors`);
  try {
    const metadata = {
      settings: JSON.stringify(drawn.settings),
      losses: JSON.stringify(drawn.weights ?? {}),
    };
    await writeFile(path("weights"), encodeTensors({ tensors: weights, metadata }));
    const tensors = new Map([["frames", frames]]);
    await writeFile(path("input"), encodeTensors({ tensors, metadata: {} }));
    await promisify(execFile)(python, [
      "-B",
      program,
      path("weights"),
      path("input"),
      path("output"),
    ]);
    const output = decodeTensors(await readFile(path("output")));
    return new Map([...output.tensors].map(([name, { data }]) => [name, data]));
  } finally {
    await rm(folder, { recursive: true });
  }
}
