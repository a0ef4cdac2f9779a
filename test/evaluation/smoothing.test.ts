import { describe, expect, test } from "vitest";
import { smooth } from "../../src/engine/smoothing.ts";
import { closeTo } from "./close-to.ts";

describe("smoothing", () => {
  // scipy 1.17.1: gaussian_filter1d(values, sigma)
  test("agrees with scipy, also where the kernel is longer than the clip", () => {
    expect(smooth([0, 0, 1, 0, 3, 0.5, 0], 1.5)).toEqual(
      closeTo([
        0.171771028175834, 0.33261433926978207, 0.6130577631739734, 0.9074116842322922,
        1.0206010015443854, 0.8487576639930868, 0.6057865196106461,
      ]),
    );
    expect(smooth([1, 4, 2], 3)).toEqual(
      closeTo([2.329730482714764, 2.3333545274310623, 2.336914989854174]),
    );
  });

  test("by nothing changes nothing", () => {
    expect(smooth([3, 1, 2], 0)).toEqual([3, 1, 2]);
    expect(smooth([], 2)).toEqual([]);
    expect(smooth([5], 2)).toEqual([5]);
  });

  test("of the past alone does not see the future", () => {
    const scores = [0, 1, 0, 2, 1, 0, 3];
    const whole = smooth(scores, 2, { past: true });

    for (let length = 1; length <= scores.length; length++) {
      expect(smooth(scores.slice(0, length), 2, { past: true })).toEqual(whole.slice(0, length));
    }
    expect(whole[0]).toBe(0);
    expect(whole[1]).toBeCloseTo(1 / (1 + Math.exp(-1 / 8)), 12);
  });
});
