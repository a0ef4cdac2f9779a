import { describe, expect, test } from "vitest";
import { Network } from "../../src/engine/network.ts";
import { countParameters, resolveSettings, SettingError } from "../../src/engine/settings.ts";
import { tinySettings } from "./support.ts";

describe("settings", () => {
  test("are the preset's with what is given in its place", () => {
    const settings = resolveSettings("PAPER", { baseChannels: 16, width: undefined });

    expect(settings).toMatchObject({
      preset: "PAPER",
      width: 256,
      baseChannels: 16,
      memoryItems: 20,
    });
  });

  test.each([
    ["width", { width: 100 }, "a multiple of 8 from 16 to 1024"],
    ["height", { height: 8 }, "a multiple of 8 from 16 to 1024"],
    ["baseChannels", { baseChannels: 6 }, "a multiple of 4 from 4 to 128"],
    ["memoryItems", { memoryItems: 2 }, "a whole number from 3 to 2000"],
    ["discretisationLoss", { memory: false, discretisationLoss: true }, "needs memory"],
    ["skip", { skip: "SUM" as "READ" }, "one of CONCAT, FEATURES, READ, NONE"],
    ["target", { target: "NEXT" as "PREDICTION" }, "one of PREDICTION, RECONSTRUCTION"],
    ["readTemperature", { readTemperature: 0 }, "from 0.01 to 100"],
  ])("refuse a wrong %s and say what is accepted", (argument, overrides, accepted) => {
    const resolve = () => resolveSettings("LITE", overrides);

    expect(resolve).toThrow(SettingError);
    expect(resolve).toThrow(expect.objectContaining({ argument }));
    expect(resolve).toThrow(accepted);
  });

  test("without a memory have no discretisation loss either", () => {
    expect(resolveSettings("LITE", { memory: false }).discretisationLoss).toBe(false);
  });

  test("say how many parameters their network has", () => {
    for (const settings of [
      tinySettings(),
      tinySettings({ memory: false, streams: "SPATIAL" }),
      tinySettings({ skip: "NONE" }),
    ]) {
      const network = Network.create(settings, 1);
      const sizes = [...network.parameters.values()].map((tensor) => tensor.size);

      expect(countParameters(settings)).toBe(sizes.reduce((sum, size) => sum + size, 0));
      network.dispose();
    }
  });
});
