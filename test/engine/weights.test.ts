import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import { calibrate } from "../../src/engine/calibration.ts";
import { createModel, type Model } from "../../src/engine/model.ts";
import { Network } from "../../src/engine/network.ts";
import { decodeTensors, encodeTensors } from "../../src/engine/safetensors.ts";
import { scoreClip } from "../../src/engine/score-clip.ts";
import { loadModel, loadModelFile, saveModel, WeightsError } from "../../src/engine/weights.ts";
import { viewOf } from "../../src/engine/view.ts";
import { clipOf, movingSquare, tinySettings } from "./support.ts";

const settings = tinySettings();
const clip = clipOf("a", movingSquare(settings, 30));
const python = new URL("../../node_modules/.python", import.meta.url).pathname;

let folder: string;
let model: Model;
let sha256: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-weights-"));
  const network = Network.create(settings, 5);
  const view = await viewOf([clip], settings);
  const terms = await scoreClip({ network, view }, clip);
  model = createModel(network, calibrate([terms], settings.streams), { view });
  sha256 = await saveModel(folder, model);
});
afterAll(async () => {
  model.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe("a saved model", () => {
  test("is one file named after its hash, which scores as before when loaded", async () => {
    const before = tf.memory().numTensors;

    const loaded = await loadModel(folder, sha256);

    expect(await readdir(folder)).toEqual([`${sha256}.safetensors`]);
    expect(loaded.settings).toEqual(settings);
    expect(loaded.calibration).toEqual(model.calibration);
    expect(loaded.view).toEqual(model.view);
    expect(await scoreClip(loaded, clip)).toEqual(await scoreClip(model, clip));
    loaded.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  test("loads although it was saved before there was a choice of skips, read and target", async () => {
    const { tensors, metadata } = decodeTensors(
      await readFile(join(folder, `${sha256}.safetensors`)),
    );
    const older = JSON.parse(metadata["settings"] ?? "") as Partial<typeof settings>;
    delete older.skip;
    delete older.target;
    delete older.readTemperature;
    delete older.steady;
    delete metadata["view"];
    const path = join(folder, "older");
    const saved = { ...metadata, settings: JSON.stringify(older) };
    await writeFile(path, encodeTensors({ tensors, metadata: saved }));

    const loaded = await loadModelFile(path);
    await rm(path);

    expect(loaded.settings).toEqual({ ...settings, steady: false });
    loaded.dispose();
  });

  test("is refused when a byte of it changed", async () => {
    const bytes = await readFile(join(folder, `${sha256}.safetensors`));
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const other = await mkdtemp(join(tmpdir(), "vigil-damaged-"));
    await writeFile(join(other, `${sha256}.safetensors`), bytes);

    await expect(loadModel(other, sha256)).rejects.toThrow("is damaged: its SHA-256 is");
    await rm(other, { recursive: true });
  });

  test.each([
    ["cut off", (bytes: Uint8Array) => bytes.subarray(0, bytes.length / 2), "cut off"],
    ["something else", () => new Uint8Array(64).fill(7), "no safetensors file"],
  ])("is refused by its name when it is %s", async (_, damage, message) => {
    const path = join(folder, "damaged");
    await writeFile(path, damage(await readFile(join(folder, `${sha256}.safetensors`))));

    const refusal = await loadModelFile(path).catch((error: unknown) => error);

    expect(refusal).toBeInstanceOf(WeightsError);
    expect((refusal as WeightsError).message).toContain(`${path}: `);
    expect((refusal as WeightsError).message).toContain(message);
    await rm(path);
  });

  test("is read by Python's safetensors", async ({ skip }) => {
    const env = { PATH: "/usr/local/bin:/usr/bin:/bin", PYTHONPATH: python };
    const run = (script: string, ...args: string[]) =>
      promisify(execFile)("python3", ["-c", script, ...args], { env });
    const present = await run("import safetensors").then(
      () => true,
      () => false,
    );
    if (!present) skip("Python's safetensors is not installed");

    const script = `
import json, struct, sys, safetensors
data = open(sys.argv[1], "rb").read()
size = struct.unpack("<Q", data[:8])[0]
tensors = dict(safetensors.deserialize(data))
first = tensors["spatial/stem/kernel"]
print(json.dumps({
  "shapes": {name: list(t["shape"]) for name, t in tensors.items()},
  "first": struct.unpack("<f", bytes(first["data"][:4]))[0],
  "settings": json.loads(json.loads(data[8:8 + size])["__metadata__"]["settings"]),
}))`;
    const { stdout } = await run(script, join(folder, `${sha256}.safetensors`));

    const values = model.network.values();
    expect(JSON.parse(stdout)).toEqual({
      shapes: Object.fromEntries([...values].map(([name, { shape }]) => [name, shape])),
      first: values.get("spatial/stem/kernel")?.data[0],
      settings,
    });
  });
});
