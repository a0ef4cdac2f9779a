import { describe, expect, test } from "vitest";
import { calibrate } from "../../src/engine/calibration.ts";
import {
  clipScores,
  evaluate,
  measure,
  normalisations,
  type LabelledTerms,
  type Protocol,
} from "../../src/engine/evaluation.ts";
import { aucInterval } from "../../src/engine/resampling.ts";
import { decodeTerms, encodeTerms } from "../../src/engine/terms.ts";
import { closeTo } from "./close-to.ts";
import { clipTerms, dual, normalClip, uniform } from "./frame-terms.ts";

const calibration = calibrate([normalClip(500, 1)], "DUAL");
const protocol: Protocol = { normalisation: "PER_CLIP", streams: "DUAL", smoothing: 0 };

/** Normal frames with larger errors where `labels` say so; `scale` is the clip's own level. */
function clip(labels: readonly boolean[], seed: number, scale = 1): LabelledTerms {
  const random = uniform(seed + 1);
  const errors = labels
    .slice(5)
    .map((anomalous) => scale * (anomalous ? 0.004 : 0.001) * (0.8 + 0.4 * random()));
  return { terms: clipTerms(errors.map(dual)), labels };
}
const half = Array.from({ length: 60 }, (_, frame) => frame >= 30);

describe("the paper's score", () => {
  test("is eq. 16 with g over the clip", () => {
    const frames = [
      { psnr: 30, spatialDistance: 1, temporalDistance: 5 },
      { psnr: 20, spatialDistance: 3, temporalDistance: 4 },
      { psnr: 25, spatialDistance: 2, temporalDistance: 3 },
    ];
    const [scores] = clipScores(
      [{ terms: clipTerms(frames) }],
      { ...protocol, formula: "PAPER" },
      calibration,
    );

    // 0.8·(1 − g(PSNR)) + 0.1·g(Di) + 0.1·g(Dx)
    const expected = [0.8 * 0 + 0 + 0.1, 0.8 * 1 + 0.1 + 0.05, 0.8 * 0.5 + 0.05 + 0];
    expect(scores).toEqual(closeTo(expected));
  });

  test("of one stream uses that stream's own PSNR and distance", () => {
    const frames = [1e-2, 1e-3, 1e-4].map((temporalError, index) => ({
      temporalError,
      temporalDistance: index,
      psnr: 99 * index,
    }));
    const [scores] = clipScores(
      [{ terms: clipTerms(frames) }],
      { ...protocol, streams: "TEMPORAL", formula: "PAPER" },
      calibration,
    );

    expect(scores).toEqual(closeTo([0.8, 0.8 * 0.5 + 0.1, 0.2]));
  });
});

describe("a normalisation", () => {
  const bright = clip(half, 1);
  const dark = clip(half, 2, 1 / 50);

  test("PER_CLIP levels clips of different range, WHOLE_SET and CAUSAL do not", () => {
    const auc = Object.fromEntries(
      normalisations.map((normalisation) => [
        normalisation,
        evaluate([bright, dark], { ...protocol, normalisation }, calibration).auc,
      ]),
    );

    expect(auc["PER_CLIP"]).toBe(1);
    expect(auc["WHOLE_SET"]).toBeCloseTo(0.75, 2);
    expect(auc["CAUSAL"]).toBeCloseTo(0.75, 2);
  });

  test("CAUSAL gives a frame the same score whatever comes after it or in other clips", () => {
    const causal = { ...protocol, normalisation: "CAUSAL", smoothing: 2 } as const;
    const [whole = []] = clipScores([bright, dark], causal, calibration);
    const start = { firstFrame: 5, frames: bright.terms.frames.slice(0, 12) };

    expect(clipScores([{ terms: start }], causal, calibration)[0]).toEqual(whole.slice(0, 12));
  });

  test.each(normalisations)(
    "%s gives all frames of a clip alike the same score",
    (normalisation) => {
      const still = clipTerms(Array.from({ length: 4 }, () => dual(0.001)));
      const [scores = []] = clipScores(
        [{ terms: still }],
        { ...protocol, normalisation },
        calibration,
      );

      expect(new Set(scores).size).toBe(1);
      expect(scores[0]).toBeGreaterThanOrEqual(0);
    },
  );

  test.each(normalisations)("%s scores an empty clip and a clip of one frame", (normalisation) => {
    const clips = [{ terms: clipTerms([]) }, { terms: clipTerms([dual(0.002)]) }];
    const scores = clipScores(clips, { ...protocol, normalisation }, calibration);

    expect(scores.map((clipped) => clipped.length)).toEqual([0, 1]);
    expect(scores[1]?.every(Number.isFinite)).toBe(true);
  });

  test("is the same from stored terms, to float32", () => {
    const stored = { terms: decodeTerms(encodeTerms(bright.terms)) };
    const [before = []] = clipScores([bright], protocol, calibration);

    expect(clipScores([stored], protocol, calibration)[0]).toEqual(closeTo(before, 5));
  });
});

describe("an evaluation", () => {
  test("leaves out the labels of frames that come before the first score", () => {
    const labels = [true, true, true, true, true, false, true];
    const terms = clipTerms([dual(0.001), dual(0.002)]);

    expect(evaluate([{ terms, labels }], protocol, calibration).auc).toBe(1);
  });

  test("averages the areas of the clips that have both classes", () => {
    const { auc, macroAuc } = measure(
      [
        [1, 2, 3, 4],
        [9, 8],
        [5, 6],
      ],
      [
        [false, true, false, true],
        [true, false],
        [false, false],
      ],
    );

    expect(macroAuc).toBeCloseTo((0.75 + 1) / 2, 12);
    expect(auc).toBeCloseTo(8 / 15, 12);
  });

  test("has no macro area where every clip is of one class", () => {
    const result = measure(
      [
        [1, 2],
        [3, 4],
      ],
      [
        [false, false],
        [true, true],
      ],
    );

    expect(result.auc).toBe(1);
    expect(result).not.toHaveProperty("macroAuc");
  });

  test("of labels of one class, or of nothing, says what is missing", () => {
    expect(() => measure([[1, 2]], [[true, true]])).toThrow("all 2 are anomalous");
    expect(() => measure([[1]], [[false]])).toThrow("all 1 are normal");
    expect(() => measure([[]], [[]])).toThrow("there are none");
    expect(() => evaluate([], protocol, calibration)).toThrow("there are none");
  });

  test("refuses labels that do not reach the last score, naming the clip", () => {
    const short = { ...clip(half, 1), labels: half.slice(0, 50) };

    expect(() => evaluate([clip(half, 1), short], protocol, calibration)).toThrow(
      "Clip 2 has scores up to frame 59 but 50 labels",
    );
  });

  test("refuses a stream that the model does not have, and a term that is not a number", () => {
    const spatial = clipTerms([{ spatialError: 1 }, { spatialError: Number.NaN }]);
    const clips = [{ terms: spatial, labels: new Array<boolean>(7).fill(true) }];

    expect(() => evaluate(clips, { ...protocol, streams: "TEMPORAL" }, calibration)).toThrow(
      "no TEMPORAL terms",
    );
    expect(() => evaluate(clips, { ...protocol, streams: "SPATIAL" }, calibration)).toThrow(
      "Frame 6 of clip 1 has no finite score",
    );
  });

  test.each([-1, Number.NaN, Infinity])("refuses a smoothing of %s", (smoothing) => {
    expect(() => evaluate([clip(half, 1)], { ...protocol, smoothing }, calibration)).toThrow(
      "smoothing is",
    );
  });
});

describe("the interval", () => {
  const scored = (seed: number, gap: number) => {
    const random = uniform(seed + 1);
    const labels = Array.from({ length: 400 }, (_, frame) => frame % 8 < 3);
    // Rounded, so that there are ties.
    const scores = labels.map((anomalous) => Math.round(20 * (random() + (anomalous ? gap : 0))));
    return { labels, scores };
  };

  test("is the same in every run, and narrower with more clips alike", () => {
    const clips = Array.from({ length: 24 }, (_, seed) => scored(seed, 0.1 + 0.05 * (seed % 6)));
    const width = ([low, high]: [number, number]) => high - low;

    expect(aucInterval(clips)).toEqual(aucInterval(clips));
    expect(width(aucInterval(clips))).toBeLessThan(width(aucInterval(clips.slice(0, 6))));
    expect(width(aucInterval([scored(1, 0.5)]))).toBe(0); // one clip can only be drawn again
  });

  test("agrees with drawing the clips by hand", () => {
    const clips = [scored(1, 0.1), scored(2, 0.8)];
    const [low, high] = aucInterval(clips);
    const areas = [
      [0, 0],
      [0, 1],
      [1, 1],
    ].map(
      ([a = 0, b = 0]) =>
        measure(
          [clips[a]?.scores ?? [], clips[b]?.scores ?? []],
          [clips[a]?.labels ?? [], clips[b]?.labels ?? []],
        ).auc,
    );

    expect(low).toBeCloseTo(Math.min(...areas), 10);
    expect(high).toBeCloseTo(Math.max(...areas), 10);
  });

  test("passes over drawings of one class", () => {
    const clips = [
      { scores: [1, 2], labels: [false, false] },
      { scores: [3, 4], labels: [true, true] },
    ];

    expect(aucInterval(clips)).toEqual([1, 1]);
  });

  test("of 40,000 frames takes less than a second", () => {
    const clips = Array.from({ length: 100 }, (_, seed) => scored(seed, 0.4));
    aucInterval(clips, { resamples: 10 });
    const start = process.cpuUsage();

    aucInterval(clips);

    expect(process.cpuUsage(start).user / 1e6).toBeLessThan(1);
  });
});
