import { describe, expect, test } from "vitest";
import { averagePrecision, equalErrorRate, rocAuc, rocCurve } from "../../src/engine/roc.ts";
import { closeTo } from "./close-to.ts";

// scikit-learn 1.9.1: roc_auc_score(y, s), average_precision_score(y, s), and of roc_curve(y, s)
// the rates and all thresholds but the first, which is infinite there.
const golden = {
  ties: {
    scores: [0.1, 0.4, 0.4, 0.4, 0.8, 0.8, 0.9],
    labels: [0, 0, 1, 1, 0, 1, 1],
    auc: 0.7083333333333334,
    precision: 0.75,
    falsePositiveRates: [0, 0, 1 / 3, 2 / 3, 1],
    truePositiveRates: [0, 0.25, 0.5, 1, 1],
    thresholds: [0.9, 0.8, 0.4, 0.1],
  },
  "frames all tied": {
    scores: [0.5, 0.5, 0.5, 0.5, 0.5, 0.5],
    labels: [0, 1, 0, 1, 1, 0],
    auc: 0.5,
    precision: 0.5,
    falsePositiveRates: [0, 1],
    truePositiveRates: [0, 1],
    thresholds: [0.5],
  },
  "a perfect order": {
    scores: [0.1, 0.2, 0.3, 0.4],
    labels: [0, 0, 1, 1],
    auc: 1,
    precision: 1,
    falsePositiveRates: [0, 0, 0, 1],
    truePositiveRates: [0, 0.5, 1, 1],
    thresholds: [0.4, 0.3, 0.1],
  },
  "the wrong order": {
    scores: [0.4, 0.3, 0.2, 0.1],
    labels: [0, 0, 1, 1],
    auc: 0,
    precision: 0.41666666666666663,
    falsePositiveRates: [0, 0.5, 1, 1],
    truePositiveRates: [0, 0, 0, 1],
    thresholds: [0.4, 0.3, 0.1],
  },
  "two frames": {
    scores: [0.2, 0.7],
    labels: [0, 1],
    auc: 1,
    precision: 1,
    falsePositiveRates: [0, 0, 1],
    truePositiveRates: [0, 1, 1],
    thresholds: [0.7, 0.2],
  },
  "rare anomalies": {
    scores: [0.9, 0.8, 0.7, 0.6, 0.55, 0.54, 0.53, 0.52, 0.51, 0.505],
    labels: [0, 1, 0, 0, 0, 0, 0, 0, 0, 1],
    auc: 0.4375,
    precision: 0.35,
    falsePositiveRates: [0, 0.125, 0.125, 1, 1],
    truePositiveRates: [0, 0, 0.5, 0.5, 1],
    thresholds: [0.9, 0.8, 0.51, 0.505],
  },
  "points on straight lines": {
    scores: [9, 8, 7, 6, 5, 4, 3, 2, 1],
    labels: [1, 1, 1, 0, 0, 1, 1, 0, 0],
    auc: 0.8,
    precision: 0.8761904761904762,
    falsePositiveRates: [0, 0, 0, 0.5, 0.5, 1],
    truePositiveRates: [0, 0.2, 0.6, 0.6, 1, 1],
    thresholds: [9, 7, 5, 3, 1],
  },
};

describe.each(Object.entries(golden))("with %s", (_, expected) => {
  const { scores } = expected;
  const labels = expected.labels.map(Boolean);
  const curve = rocCurve(scores, labels);

  test("the area agrees with scikit-learn", () => {
    expect(rocAuc(scores, labels)).toBeCloseTo(expected.auc, 12);
  });

  test("the average precision agrees with scikit-learn", () => {
    expect(averagePrecision(scores, labels)).toBeCloseTo(expected.precision, 12);
  });

  test("the curve has scikit-learn's points and a finite first threshold", () => {
    expect(curve.map((point) => point.falsePositiveRate)).toEqual(
      closeTo(expected.falsePositiveRates),
    );
    expect(curve.map((point) => point.truePositiveRate)).toEqual(
      closeTo(expected.truePositiveRates),
    );
    expect(curve.slice(1).map((point) => point.threshold)).toEqual(expected.thresholds);
    expect(curve[0]?.threshold).toBe(Math.max(...scores) + 1);
  });
});

describe("the area", () => {
  test("does not exist for frames of one class, or for none", () => {
    expect(rocAuc([0.1, 0.2], [true, true])).toBeUndefined();
    expect(rocAuc([0.1, 0.2], [false, false])).toBeUndefined();
    expect(rocAuc([0.3], [true])).toBeUndefined();
    expect(rocAuc([], [])).toBeUndefined();
  });
});

describe("the equal error rate", () => {
  const rate = (scores: number[], labels: number[]) =>
    equalErrorRate(rocCurve(scores, labels.map(Boolean)));

  test("is where false alarms are as frequent as misses", () => {
    expect(rate([4, 3, 2, 1], [1, 0, 1, 0])).toBeCloseTo(0.5, 12);
    expect(rate([1, 2, 3, 4], [0, 0, 1, 1])).toBe(0);
    expect(rate([4, 3, 2, 1], [0, 0, 1, 1])).toBe(1);
  });

  test("lies between two points where no threshold hits it", () => {
    // (0, 0) to (1, 1) in one step.
    expect(rate([5, 5, 5], [1, 0, 0])).toBeCloseTo(0.5, 12);
    // (0, 1/3), (1/2, 1/3), (1/2, 1): 1 − TPR falls through FPR = 1/2 on the upright part.
    expect(rate([5, 4, 3, 2, 1], [1, 0, 1, 1, 0])).toBeCloseTo(0.5, 12);
  });
});
