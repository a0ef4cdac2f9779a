import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession } from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { calibrate } from "../../src/engine/calibration.ts";
import { createModel } from "../../src/engine/model.ts";
import { Network } from "../../src/engine/network.ts";
import { scoreClip } from "../../src/engine/score-clip.ts";
import { loadModelFile, saveModel } from "../../src/engine/weights.ts";
import { clipOf, movingSquare, tinySettings } from "../engine/support.ts";
import { vigil } from "./vigil.ts";

let folder: string;
let modelFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-export-"));
  const settings = tinySettings();
  const network = Network.create(settings, 5);
  const terms = await scoreClip({ network }, clipOf("a", movingSquare(settings, 8)));
  const model = createModel(network, calibrate([terms], settings.streams));
  modelFile = join(
    folder,
    "models",
    `${await saveModel(join(folder, "models"), model)}.safetensors`,
  );
  model.dispose();
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (...args: string[]) => vigil(["export", ...args], { cwd: folder });

describe("vigil export", () => {
  test("copies the weights to a file that loads", async () => {
    const { code, stdout } = await run(modelFile, "--format", "safetensors", "--out", "a/walkway");

    const path = join(folder, "a", "walkway");
    expect(stdout).toBe(`${path}\n`);
    expect(code).toBe(0);
    expect(await readFile(path)).toEqual(await readFile(modelFile));
    (await loadModelFile(path)).dispose();
  });

  test("writes an ONNX graph beside the user, named after the model", async () => {
    const { code, stdout } = await run(modelFile, "--format", "ONNX");

    const path = stdout.trim();
    expect(code).toBe(0);
    expect(path).toMatch(new RegExp(`^${folder}/[0-9a-f]{64}\\.onnx$`));
    const session = await InferenceSession.create(await readFile(path));
    expect(session.inputNames[0]).toBe("frame");
    await session.release();
  });

  test("leaves an existing file alone unless forced", async () => {
    const path = join(folder, "taken.onnx");
    await writeFile(path, "mine");
    const args = [modelFile, "--format", "onnx", "--out", "taken.onnx"];

    const refused = await run(...args);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr.trim()).toBe(`vigil: ${path} exists already; --force overwrites it.`);
    expect(await readFile(path, "utf8")).toBe("mine");

    expect(await run(...args, "--force")).toMatchObject({ code: 0 });
    expect((await readFile(path)).length).toBeGreaterThan(1000);
    const overFolder = await run(modelFile, "--format", "onnx", "--out", "models", "--force");
    expect(overFolder).toMatchObject({ code: 1 });
    expect(overFolder.stderr.trim()).toBe(`vigil: ${join(folder, "models")} is a folder.`);
  });

  test.each([
    ["no model", ["nowhere", "--format", "onnx"], 1, "ENOENT: no such file or directory"],
    [
      "a file that is no model",
      ["notes", "--format", "onnx"],
      1,
      "notes: This is no safetensors file",
    ],
    ["another format", ["notes", "--format", "pickle"], 2, "It must be one of safetensors, onnx."],
    ["no format", ["notes"], 2, "required option '--format <format>' not specified"],
  ])("refuses %s", async (_, args, code, says) => {
    await writeFile(join(folder, "notes"), "not a model");

    const refused = await run(...args, "--out", "refused");

    expect(refused).toMatchObject({ code, stdout: "" });
    expect(refused.stderr).toContain(says);
    await expect(readFile(join(folder, "refused"))).rejects.toThrow("ENOENT");
  });
});
