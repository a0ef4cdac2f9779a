import { describe, expect, test } from "vitest";
import { calibrationAt } from "../../src/engine/calibration-at.ts";
import { calibrate, usualOf } from "../../src/engine/calibration.ts";
import { calibratedScore, explain, frameScore, rawScore } from "../../src/engine/scores.ts";
import type { ClipTerms, FrameTerms } from "../../src/engine/terms.ts";
import { clipTerms, dual, frameTerms, normalClip } from "./frame-terms.ts";

const share = (clip: ClipTerms, above: (clip: ClipTerms) => number[]) =>
  above(clip).filter((score) => score > 0.5).length / clip.frames.length;

describe("a calibration", () => {
  const calibration = calibrate([normalClip(3000, 1), normalClip(2000, 2)], "DUAL");
  const score = (terms: Parameters<typeof rawScore>[0]) => frameScore(terms, calibration);

  test("puts one held-out normal frame in a hundred above 0.5, and as many of fresh ones", () => {
    const scores = (clip: ClipTerms) => clip.frames.map(score);

    expect(share(normalClip(3000, 1), scores)).toBeCloseTo(0.01, 2);
    expect(share(normalClip(3000, 77), scores)).toBeCloseTo(0.01, 2);
  });

  test("rises strictly with the raw score and stays within 0 and 1", () => {
    const raw = Array.from({ length: 2001 }, (_, step) => (step - 1000) / 10);
    const scores = raw.map((value) => calibratedScore(value, calibration.maps.LOCAL.DUAL));

    expect(scores.every((value) => value > 0 && value < 1)).toBe(true);
    expect(scores.every((value, index) => index === 0 || value > (scores[index - 1] ?? 1))).toBe(
      true,
    );
  });

  test("gives a greater error a greater score, with every set of streams and formula", () => {
    for (const streams of ["DUAL", "SPATIAL", "TEMPORAL"] as const) {
      for (const formula of ["LOCAL", "PAPER"] as const) {
        const scores = [0.0005, 0.001, 0.002, 0.01].map((error) =>
          frameScore(dual(error), calibration, streams, formula),
        );
        expect(scores).toEqual([...scores].sort((a, b) => a - b));
        expect(scores[0]).toBeLessThan(0.5);
        expect(scores[3]).toBeGreaterThan(0.7);
      }
    }
  });

  test("survives being stored as JSON", () => {
    const stored = JSON.parse(JSON.stringify(calibration)) as typeof calibration;

    expect(stored).toEqual(calibration);
  });

  test("needs few frames: with 20, few fresh normal frames are anomalies", () => {
    const fresh = normalClip(1000, 999);
    const shares = Array.from({ length: 20 }, (_, draw) => {
      const few = calibrate([normalClip(20, 100 * draw + 7)], "DUAL");
      return share(fresh, ({ frames }) => frames.map((terms) => frameScore(terms, few)));
    });

    // The largest of 20 frames alone as the 99th percentile gives 0.056.
    expect(shares.reduce((sum, above) => sum + above, 0) / 20).toBeLessThan(0.052);
  });

  test("is not carried away by a few odd frames among the held-out", () => {
    const odd = normalClip(1000, 8);
    odd.frames.splice(0, 5, ...Array.from({ length: 5 }, () => dual(0.5)));
    const robust = calibrate([odd], "DUAL");

    expect(frameScore(dual(0.5), robust)).toBeGreaterThan(0.8);
    expect(rawScore(dual(0.001), robust, "DUAL")).toBeCloseTo(0, 0);
  });

  test("of footage that never changes has finite scores and a usual frame below 0.5", () => {
    for (const error of [0.001, 0]) {
      const terms = { ...dual(0.001), spatialError: error, temporalError: error };
      const still = calibrate([clipTerms(Array.from({ length: 50 }, () => terms))], "DUAL");
      const usual = frameScore(frameTerms(terms), still);
      const odd = frameScore(dual(0.1), still);

      expect(usual).toBeCloseTo(0.2, 5);
      expect(odd).toBeGreaterThan(0.5);
      expect(odd).toBeLessThan(1);
    }
  });

  test("of one frame works", () => {
    const one = calibrate([clipTerms([dual(0.001)])], "DUAL");

    expect(frameScore(dual(0.001), one)).toBeCloseTo(0.2, 5);
  });

  test("without frames, or without finite ones, is refused", () => {
    expect(() => calibrate([], "DUAL")).toThrow("at least one scored frame");
    expect(() => calibrate([clipTerms([])], "DUAL")).toThrow("at least one scored frame");
    expect(() => calibrate([clipTerms([{}, {}])], "DUAL")).toThrow("no finite terms");
  });
});

describe("a model without a memory or a stream", () => {
  const spatial = Array.from({ length: 300 }, (_, index) => ({
    spatialError: 0.001 * (1 + (index % 10) / 20),
    spatialBreadth: 0.003,
    psnr: 30,
  }));
  const calibration = calibrate([clipTerms(spatial)], "SPATIAL");

  test("is scored by what it has", () => {
    const odd = frameTerms({ ...spatial[0], spatialError: 0.1 });

    expect(frameScore(odd, calibration)).toBeGreaterThan(0.5);
    expect(rawScore(frameTerms(spatial[0] ?? {}), calibration, "TEMPORAL")).toBeNaN();
  });

  test("has its whole score explained by the prediction", () => {
    expect(explain(frameTerms({ ...spatial[0], spatialError: 0.1 }), calibration)).toEqual({
      predictionShare: 1,
      spatialShare: 0,
      temporalShare: 0,
    });
  });
});

describe("an explanation", () => {
  const calibration = calibrate([normalClip(500, 3)], "DUAL");

  test("names the term that lifts the score, and the place", () => {
    const { spatialShare, temporalShare, predictionShare, box } = explain(
      { ...dual(0.001), temporalSurprise: 1 },
      calibration,
    );

    expect(temporalShare).toBeGreaterThan(0.9);
    expect(predictionShare + spatialShare + temporalShare).toBeCloseTo(1, 12);
    expect(box).toEqual([0.1, 0.2, 0.3, 0.4]);
  });

  test("of a frame below the usual in everything shares by the formula's weights", () => {
    const { spatialShare, temporalShare, predictionShare } = explain(dual(1e-6), calibration);

    expect(predictionShare).toBeCloseTo(3 / 4, 12);
    expect(spatialShare).toBeCloseTo(1 / 52, 12);
    expect(temporalShare).toBeCloseTo(12 / 52, 12);
  });
});

describe("a calibration in noise", () => {
  /** Normal footage whose errors grow with its noise. */
  const noisyClip = (noise: number, seed: number): ClipTerms => {
    const { firstFrame, frames } = normalClip(1000, seed);
    const noisy = ({ frameError }: FrameTerms) => ({ ...dual(noise * frameError), noise });
    return { firstFrame, frames: frames.map(noisy) };
  };
  const usual = calibrate([noisyClip(1, 5)], "DUAL");
  const calibration = {
    ...usual,
    noisy: [2, 4].map((noise) => usualOf([noisyClip(noise, 5)], [])),
  };
  const alarms = (noise: number, by = calibration) =>
    share(noisyClip(noise, 6), ({ frames }) => frames.map((terms) => frameScore(terms, by)));

  test("lets noisy normal frames stay normal, between what was measured and beyond it", () => {
    expect(alarms(4, { ...calibration, noisy: [] })).toBe(1);

    for (const noise of [1, 2, 2.8, 4]) expect(alarms(noise)).toBeLessThan(0.03);
    expect(calibrationAt(calibration, 9)).toMatchObject(calibration.noisy[1] ?? {});
  });

  test("still finds what is odd in noise, and explains it", () => {
    const odd = { ...dual(4 * 0.001), temporalSurprise: 1, noise: 4 };

    expect(frameScore(odd, calibration)).toBeGreaterThan(0.5);
    expect(explain(odd, calibration).temporalShare).toBeGreaterThan(0.9);
  });

  test("leaves the score of a usual frame, and of one whose noise is not known, as it is", () => {
    for (const noise of [0, 0.5, 1, Number.NaN]) {
      expect(calibrationAt(calibration, noise)).toBe(calibration);
    }
  });

  test("of footage without any noise goes on from there", () => {
    const drawn = { ...calibration, noise: 0 };

    const { noise, components } = calibrationAt(drawn, 0.5);

    expect(noise).toBe(0);
    const { centre } = components["temporalLogError"] ?? { centre: Number.NaN };
    expect(centre).toBeGreaterThan(usual.components["temporalLogError"]?.centre ?? 0);
    expect(centre).toBeLessThan(calibration.noisy[0]?.components["temporalLogError"]?.centre ?? 0);
  });
});
