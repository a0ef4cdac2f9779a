import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

import { evaluate, rocAuc, type LabelledTerms } from "../../src/engine/evaluation.ts";
import { calibrate } from "../../src/engine/calibration.ts";
import { clipTerms } from "./frame-terms.ts";

const data = (path: string) =>
  fileURLToPath(new URL(`../../../shared/data/${path}`, import.meta.url));
const errorsPath = data("golden/memae_ped2_errors.json");
const labelsPath = data("ped2/labels.json");

// A third party's reconstruction errors of MemAE on Ped2; a clip of n frames has n − 15 from frame 8 on.
describe.skipIf(!existsSync(errorsPath))(
  "published errors of MemAE on Ped2 (needs ../shared/data)",
  () => {
    const read = (path: string) =>
      JSON.parse(readFileSync(path, "utf8")) as Record<string, number[]>;
    const errors = existsSync(errorsPath) ? read(errorsPath) : {};
    const labels = existsSync(labelsPath) ? read(labelsPath) : {};
    // The spatial stream's error alone; its logarithm orders whole sets as the error does.
    const clips = Object.entries(errors).map(([name, values]): LabelledTerms => {
      const frames = values.map((error) => ({ spatialError: error }));
      return { terms: clipTerms(frames, 8), labels: (labels[name] ?? []).map(Boolean) };
    });
    const calibration = calibrate(
      clips.map((clip) => clip.terms),
      "SPATIAL",
    );

    const protocol = { streams: "SPATIAL", smoothing: 0, formula: "PAPER" } as const;

    test("give the known area without per-clip scaling", () => {
      const whole = evaluate(clips, { ...protocol, normalisation: "WHOLE_SET" }, calibration);
      const causal = evaluate(clips, { ...protocol, normalisation: "CAUSAL" }, calibration);

      expect(whole.auc).toBeCloseTo(0.6958, 4);
      expect(causal.auc).toBeCloseTo(0.6958, 4);
    });

    test("give the known area after each clip is scaled to its own range", () => {
      const scaled = Object.values(errors).map((values) => {
        const [low, high] = [Math.min(...values), Math.max(...values)];
        return values.map((error) => (error - low) / (high - low));
      });
      const scored = clips.map(({ terms, labels: all }) =>
        all.slice(terms.firstFrame, terms.firstFrame + terms.frames.length),
      );

      expect(rocAuc(scaled.flat(), scored.flat())).toBeCloseTo(0.9341, 4);
    });

    test("give nearly the same where PER_CLIP scales the logarithm, and an interval around it", () => {
      const result = evaluate(clips, { ...protocol, normalisation: "PER_CLIP" }, calibration);

      expect(Math.abs(result.auc - 0.9341)).toBeLessThan(0.005);
      expect(result.aucLow).toBeLessThan(result.auc);
      expect(result.aucHigh).toBeGreaterThan(result.auc);
      expect(result.macroAuc).toBeGreaterThan(0.9);
    });
  },
);
