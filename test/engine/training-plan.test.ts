import { describe, expect, test } from "vitest";
import { checkFootage } from "../../src/engine/check-footage.ts";
import { SettingError } from "../../src/engine/settings.ts";
import { checkTrainingMemory, predictTrainingMemory } from "../../src/engine/training-memory.ts";
import { planTraining } from "../../src/engine/training-plan.ts";
import { clipOf, movingSquare } from "./support.ts";

const ped2 = Array.from({ length: 16 }, () => ({
  frameCount: 160,
  frameRate: 10,
  width: 360,
  height: 240,
}));
const options = { seed: 0 };

describe("a training's plan", () => {
  test("gives Ped2 the preset's size and epochs, and warns of nothing", () => {
    const plan = planTraining("LITE", { options }, ped2);

    expect(plan.settings).toMatchObject({ width: 192, height: 128 });
    expect(plan.options.epochs).toBe(6);
    expect(plan.advice.join()).not.toContain("Warning");
  });

  test.each([
    [640, 360, 208, 120],
    [360, 640, 120, 216],
    [64, 48, 64, 48],
  ])("follows the shape of %i×%i with %i×%i", (width, height, wide, high) => {
    const { settings } = planTraining("LITE", { options }, [
      { frameCount: 900, frameRate: 25, width, height },
    ]);

    expect(settings).toMatchObject({ width: wide, height: high });
  });

  test("leaves what is given as it is", () => {
    const given = { settings: { width: 96, height: 96 }, options: { ...options, epochs: 7 } };

    const plan = planTraining("LITE", given, ped2);

    expect(plan.settings).toMatchObject({ width: 96, height: 96 });
    expect(plan.options.epochs).toBe(7);
  });

  test("trains a short clip longer, and warns of it", () => {
    const plan = planTraining("LITE", { options }, ped2.slice(0, 2));

    expect(plan.options.epochs).toBe(48);
    expect(plan.advice.at(-1)).toMatch(/^Warning: there is little footage \(32 s, 310 samples\)/);
  });
});

describe("footage", () => {
  const size = { width: 32, height: 32 };
  const moving = movingSquare(size, 60);
  const first = moving[0] ?? new Uint8Array();

  test("in which something moves is not warned of", async () => {
    expect(await checkFootage([clipOf("moving", moving)], size)).toEqual([]);
  });

  test("of a frozen camera is warned of", async () => {
    const frozen = clipOf("frozen", Array<Uint8Array>(60).fill(first));

    expect(await checkFootage([frozen], size)).toEqual([expect.stringContaining("100 %")]);
  });

  test("in which nothing but noise moves is warned of", async () => {
    const noisy = moving.map((_, frame) => first.map((value, at) => value + ((at + frame) % 3)));

    expect(await checkFootage([clipOf("still", noisy)], size)).toEqual([
      expect.stringContaining("hardly anything moves"),
    ]);
  });
});

describe("a training that memory has no room for", () => {
  const settings = { width: 256, height: 256, baseChannels: 32 };

  test("is refused with the largest batch that fits", () => {
    const refuse = () => checkTrainingMemory(settings, 32, predictTrainingMemory(settings, 5));

    expect(refuse).toThrow(SettingError);
    expect(refuse).toThrow(/The largest that fits is 5\.$/);
  });

  test("is refused with a size that fits where no batch does", () => {
    const refuse = () => checkTrainingMemory(settings, 8, 3e9);

    expect(refuse).toThrow(/width and height 256×256 .* At batchSize 1, 160×160 would fit\.$/);
    expect(() => checkTrainingMemory({ ...settings, width: 160, height: 160 }, 1, 3e9)).not.toThrow(); // prettier-ignore
  });
});
