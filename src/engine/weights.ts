import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically } from "./atomic-file.ts";
import type { Calibration } from "./calibration.ts";
import { createModel, type Model, type TrainingFacts } from "./model.ts";
import { Network } from "./network.ts";
import { decodeTensors, encodeTensors } from "./safetensors.ts";
import { savedSettings } from "./settings.ts";
import type { View } from "./view.ts";

const format = "vigil-1";

/** A file that holds no model, or not the one that was saved; the message names it and says why. */
export class WeightsError extends Error {
  override readonly name = "WeightsError";

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`${path}: ${reason}`, options);
  }
}

/** Writes the model to `folder/<sha256>.safetensors` and returns the hash, which is of the file. */
export async function saveModel(folder: string, model: Model): Promise<string> {
  const bytes = encodeTensors({
    tensors: model.network.values(),
    metadata: modelMetadata(model),
  });
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  await writeAtomically(join(folder, `${sha256}.safetensors`), bytes);
  return sha256;
}

/** What a file of the model says of it beside its weights. */
export function modelMetadata({
  settings,
  calibration,
  view,
  training,
}: Model): Record<string, string> {
  return {
    format,
    settings: JSON.stringify(settings),
    calibration: JSON.stringify(calibration),
    ...(view && { view: JSON.stringify(view) }),
    ...(training && { training: JSON.stringify(training) }),
  };
}

/** Refuses a file whose bytes are not those that were saved. */
export async function loadModel(folder: string, sha256: string): Promise<Model> {
  const path = join(folder, `${sha256}.safetensors`);
  const bytes = await readFile(path);
  const actual = createHash("sha256").update(bytes).digest("hex");
  if (actual !== sha256) {
    throw new WeightsError(path, `It is damaged: its SHA-256 is ${actual}.`);
  }
  return decodeModel(path, bytes);
}

export async function loadModelFile(path: string): Promise<Model> {
  return decodeModel(path, await readFile(path));
}

function decodeModel(path: string, bytes: Uint8Array): Model {
  try {
    const { tensors, metadata } = decodeTensors(bytes);
    const { settings, calibration, view, training } = metadata;
    if (metadata["format"] !== format || !settings || !calibration) {
      throw new Error("It holds no model of this program's.");
    }
    const network = Network.from(
      savedSettings(JSON.parse(settings) as object),
      new Map([...tensors].map(([name, { data }]) => [name, data])),
    );
    return createModel(network, JSON.parse(calibration) as Calibration, {
      ...(view !== undefined && { view: JSON.parse(view) as View }),
      ...(training !== undefined && { training: JSON.parse(training) as TrainingFacts }),
    });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new WeightsError(path, reason, { cause });
  }
}
