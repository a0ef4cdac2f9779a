import { describe, expect, test } from "vitest";
import { decodeTerms, encodeTerms } from "../../src/engine/terms.ts";
import { clipTerms, dual } from "./frame-terms.ts";

describe("stored terms", () => {
  test("come back as they were, to float32, with NaN where a model has no such part", () => {
    const clip = clipTerms([dual(0.25), { psnr: 31.5, spatialError: 0.5 }], 7);

    const back = decodeTerms(encodeTerms(clip));

    expect(back.firstFrame).toBe(7);
    expect(back.frames[0]?.spatialBreadth).toBe(0.75);
    expect(back.frames[1]).toEqual(clip.frames[1]);
    expect(back.frames[1]?.temporalError).toBeNaN();
  });

  test("of a clip too short for a sample are empty", () => {
    expect(decodeTerms(encodeTerms({ firstFrame: 5, frames: [] }))).toEqual({
      firstFrame: 5,
      frames: [],
    });
  });

  test("are read wherever their bytes lie in a larger buffer", () => {
    const bytes = encodeTerms(clipTerms([{ psnr: 30 }]));
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);

    expect(decodeTerms(shifted.subarray(3)).frames[0]?.psnr).toBe(30);
  });

  test("that were stored before a term existed have NaN for it", () => {
    const header = JSON.stringify({ firstFrame: 5, frameCount: 1, terms: ["retired", "psnr"] });
    const bytes = Buffer.alloc(8 + header.length + 8);
    bytes.write("VGT1");
    bytes.writeUInt32LE(header.length, 4);
    bytes.write(header, 8);
    bytes.writeFloatLE(1, 8 + header.length);
    bytes.writeFloatLE(42, 12 + header.length);

    const [frame] = decodeTerms(bytes).frames;

    expect(frame?.psnr).toBe(42);
    expect(frame?.frameError).toBeNaN();
  });

  test("that are cut off or something else are refused", () => {
    const bytes = encodeTerms(clipTerms([{ psnr: 30 }]));

    expect(() => decodeTerms(bytes.subarray(0, -1))).toThrow("cut off");
    expect(() => decodeTerms(bytes.subarray(0, 20))).toThrow("cut off in their header");
    expect(() => decodeTerms(new Uint8Array(100))).toThrow("no frame terms");
    expect(() => decodeTerms(new Uint8Array())).toThrow("no frame terms");
  });
});
