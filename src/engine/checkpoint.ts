import { readFile } from "node:fs/promises";
import { writeAtomically } from "./atomic-file.ts";
import { Network } from "./network.ts";
import { decodeTensors, encodeTensors, type TensorFile } from "./safetensors.ts";
import type { ModelSettings, TrainingOptions } from "./settings.ts";

/** Where training stands: with the network and the optimiser's moments, all that its next step needs. */
export interface Position {
  /** Steps done; with the seed it also says which sample is next. */
  step: number;
  /** Seconds of training, over all runs. */
  seconds: number;
  /** How many of the validations spread over the training are done. */
  validations: number;
  /** The step of the last one. */
  validatedAt: number;
  /** The least validation loss so far; null before the first. */
  bestValidation: number | null;
  /** Validations since then that were no better. */
  withoutGain: number;
}

export interface Checkpoint {
  position: Position;
  network: Network;
  moments: readonly [Float32Array, Float32Array];
  /** The values that had the least validation loss. */
  best: TensorFile["tensors"] | undefined;
}

/** What a training is of; a checkpoint of another is refused. */
export interface Training {
  settings: ModelSettings;
  options: TrainingOptions;
  sampleCount: number;
}

const bestPrefix = "best/";

export async function saveCheckpoint(
  path: string,
  training: Training,
  { position, network, moments, best }: Checkpoint,
): Promise<void> {
  const tensors = network.values();
  for (const [name, value] of best ?? []) tensors.set(bestPrefix + name, value);
  for (const [at, data] of moments.entries()) {
    tensors.set(`adam/${at}`, { shape: [data.length], data });
  }
  const metadata = { training: JSON.stringify(training), position: JSON.stringify(position) };
  await writeAtomically(path, encodeTensors({ tensors, metadata }));
}

/** Undefined where there is no checkpoint. */
export async function loadCheckpoint(
  path: string,
  training: Training,
): Promise<Checkpoint | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  const { tensors, metadata } = decodeTensors(bytes);
  if (metadata["training"] !== JSON.stringify(training)) {
    throw new Error(`${path} is the checkpoint of a training with other settings or footage.`);
  }
  const values = new Map([...tensors].map(([name, { data }]) => [name, data]));
  const best = [...tensors]
    .filter(([name]) => name.startsWith(bestPrefix))
    .map(([name, value]) => [name.slice(bestPrefix.length), value] as const);
  return {
    position: JSON.parse(metadata["position"] ?? "") as Position,
    network: Network.from(training.settings, values),
    moments: [
      values.get("adam/0") ?? new Float32Array(),
      values.get("adam/1") ?? new Float32Array(),
    ],
    best: best.length > 0 ? new Map(best) : undefined,
  };
}
