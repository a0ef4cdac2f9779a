import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { labelsOf, spansOf } from "../../src/datasets/frame-spans.ts";
import { readMatLabels } from "../../src/datasets/labels/mat.ts";
import { readNpyLabels } from "../../src/datasets/labels/npy.ts";
import { test } from "../video/footage.ts";
import { mat, npy } from "./label-files.ts";

const formats = fileURLToPath(new URL("../../../shared/data/formats/", import.meta.url));
const labels = [false, true, true, false, false, true];

describe("spans of frames", () => {
  test("are the runs of labels, and back", () => {
    const spans = [{ from: 1, to: 2 }, { from: 5, to: 5 }]; // prettier-ignore

    expect(spansOf(labels)).toEqual(spans);
    expect(labelsOf(spans, 6)).toEqual(labels);
    expect(spansOf([])).toEqual([]);
  });
});

describe("MATLAB masks", () => {
  test.for([{}, { compressed: false }, { after: false }])(
    "are read, %o",
    async (form, { folder }) => {
      const path = join(folder, "1_label.mat");
      await writeFile(path, mat(labels, form));

      expect(await readMatLabels(path)).toEqual(labels);
    },
  );

  test("that are something else are refused, naming the file", async ({ folder }) => {
    const path = join(folder, "1_label.mat");
    const refusal = async (bytes: Buffer) => {
      await writeFile(path, bytes);
      const error = await readMatLabels(path).catch((reason: unknown) => reason);
      expect(String(error)).toContain(`DatasetError: ${path}: `);
      return String(error);
    };
    const whole = mat(labels);

    expect(await refusal(mat(labels, { variable: "other" }))).toContain("no variable volLabel");
    expect(await refusal(Buffer.alloc(10))).toContain("cut off");
    expect(await refusal(Buffer.alloc(500))).toContain("not a MATLAB 5 file");
    expect(await refusal(Buffer.from("MATLAB 7.3 MAT-file".padEnd(128)))).toContain("-v7");
    expect(await refusal(mat(labels, { after: false }).subarray(0, -10))).toContain("cut off");
    for (let length = 128; length < whole.length - 100; length += 7) {
      await refusal(whole.subarray(0, length));
    }
    whole.fill(0x5a, 200, 240);
    await refusal(whole);
  });

  test.skipIf(!existsSync(formats))("of CUHK Avenue are read (needs ../shared/data)", async () => {
    // scipy.io.loadmat: 36 masks of 360×640, each with a pixel.
    const path = `${formats}avenue/testing_label_mask/8_label.mat`;

    expect(await readMatLabels(path)).toEqual(new Array<boolean>(36).fill(true));
  });
});

describe("NumPy labels", () => {
  test("are read from bytes, booleans and long integers", async ({ folder }) => {
    for (const type of ["|u1", "|b1", "<i8"]) {
      const path = join(folder, "01_0001.npy");
      await writeFile(path, npy(labels.map(Number), type));
      expect(await readNpyLabels(path)).toEqual(labels);
    }
  });

  test("that are something else are refused, naming the file", async ({ folder }) => {
    const path = join(folder, "01_0001.npy");
    const whole = npy([0, 1, 1]);
    for (const [bytes, message] of [
      [whole.subarray(0, -1), "promises 3 values"],
      [Buffer.from("no numpy file"), "not a NumPy file"],
      [Buffer.alloc(0), "not a NumPy file"],
      [npy([1], ">i8"), "one-dimensional, little-endian"],
      [Buffer.from(whole.toString("latin1").replace("(3,)", "(1,3)"), "latin1"), "one-dimensional"],
    ] as const) {
      await writeFile(path, bytes);
      await expect(readNpyLabels(path)).rejects.toThrow(`${path}: `);
      await expect(readNpyLabels(path)).rejects.toThrow(message);
    }
  });

  test.skipIf(!existsSync(formats))("of ShanghaiTech are read (needs ../shared/data)", async () => {
    const masks = `${formats}shanghaitech/testing/test_frame_mask/`;
    const count = async (name: string) => {
      const read = await readNpyLabels(`${masks}${name}.npy`);
      return [read.length, read.filter(Boolean).length];
    };

    expect(await count("01_0014")).toEqual([265, 76]); // numpy.load
    expect(await count("01_0051")).toEqual([337, 170]);
  });
});
