import { describe, expect, test } from "vitest";
import { Walkway } from "../../src/datasets/walkway/walkway.ts";

const anomalies = [
  { kind: "CYCLIST", at: 3 },
  { kind: "RUNNER", at: 9 },
  { kind: "THROWER", at: 17 },
] as const;
const scene = { seed: 4, seconds: 24 };
const picture = { width: 160, height: 96, frameRate: 10 };

/** Largest difference of two frames, in grey levels; frames of one seed share their noise. */
function difference(a: Uint8Array, b: Uint8Array): number {
  return a.reduce((largest, grey, i) => Math.max(largest, Math.abs(grey - (b[i] ?? 0))), 0);
}

describe("the synthetic walkway", () => {
  test("shows the same picture for the same seed, whatever was drawn before", () => {
    const one = new Walkway(scene, picture);
    const other = new Walkway(scene, picture);
    one.frame(11);

    expect(one.frame(120)).toEqual(other.frame(120));
    expect(one.frame(120)).not.toEqual(new Walkway({ ...scene, seed: 5 }, picture).frame(120));
  });

  test("labels the frames in which the anomalies are seen, and no frame without", () => {
    const normal = new Walkway(scene, picture);
    const walkway = new Walkway({ ...scene, anomalies }, picture);
    const spans = walkway.anomalies();

    expect(normal.anomalies()).toEqual([]);
    expect(spans.map(({ from }) => from)).toEqual([30, 90, 170]);
    for (const { from, to } of spans) {
      for (let frame = from; frame <= to; frame++) {
        const seen = difference(normal.frame(frame), walkway.frame(frame));
        expect(seen, `frame ${frame}`).toBeGreaterThan(40);
      }
    }
    // A body is as long as a few frames of its way; the thrower may walk through the picture too.
    const nothingNear = (frame: number): boolean =>
      frame < 130 && spans.every(({ from, to }) => frame < from - 5 || frame > to + 5);
    for (let frame = 0; frame < walkway.frameCount; frame++) {
      if (nothingNear(frame)) expect(walkway.frame(frame)).toEqual(normal.frame(frame));
    }
  });
});
