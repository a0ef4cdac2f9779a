import { describe, expect, test } from "vitest";
import { areaToOne } from "../../src/engine/localisation-curve.ts";
import { connectedComponents, FallingThreshold } from "../../src/engine/localisation-regions.ts";
import { linkTracks } from "../../src/engine/localisation-tracks.ts";
import { localise, type ClipMaps, type ClipMasks } from "../../src/engine/localisation.ts";
import { Random } from "../../src/engine/random.ts";

/** Rows of digits: the map's scores, or the mask's pixels. */
const picture = (rows: string) => [...rows.replaceAll(/\s/g, "")].map(Number);
const maps = (width: number, height: number, frames: string[], firstFrame = 0): ClipMaps => ({
  name: "clip",
  firstFrame,
  width,
  height,
  frames: frames.map((rows) => Float32Array.from(picture(rows))),
});
const masks = (width: number, height: number, frames: string[]): ClipMasks => ({
  width,
  height,
  frames: frames.map((rows) => Uint8Array.from(picture(rows))),
});

describe("localise", () => {
  test("gives 1 for scores that are high on the truth alone", () => {
    const truth = ["0110 0110 0000", "0000 0000 0000"];
    expect(localise([maps(4, 3, truth)], [masks(4, 3, truth)])).toMatchObject({
      pixelAuc: 1,
      pixelHitAuc: 1,
      rbdc: 1,
      tbdc: 1,
      protocol: { frames: 2, anomalousFrames: 1, regionCount: 1, trackCount: 1 },
    });
  });

  test("gives a half for scores that are all alike, every tie counting half", () => {
    const flat = maps(4, 1, ["3333", "3333"]);
    // The one detected area holds the region: IoU 1/4. The other frame's is a false positive, 1/2 a frame.
    const { pixelAuc, pixelHitAuc, rbdc } = localise([flat], [masks(4, 1, ["0100", "0000"])]);
    expect([pixelAuc, pixelHitAuc, rbdc]).toEqual([0.5, 0.5, 0.5 * 0.5 * 1 + 0.5]);
  });

  test("counts pixels within a cell that the mask halves", () => {
    // Cells of 2×1: anomalous 1 of 2 with score 2, 0 of 2 with score 1; the other frame 0 of 4 with 1 and 3.
    const scores = maps(2, 1, ["21", "13"]);
    const truth = masks(4, 1, ["1000", "0000"]);
    // Of the 7 normal pixels 4 are below the anomalous one, 1 beside it, 2 above: (4 + 0.5) / 7.
    expect(localise([scores], [truth]).pixelAuc).toBeCloseTo(4.5 / 7, 12);
  });

  test("finds a frame only where 40 % of its anomalous pixels are found", () => {
    const truth = masks(5, 1, ["11111", "00000"]);
    const hit = (rows: string) => localise([maps(5, 1, [rows, "55000"])], [truth]).pixelHitAuc;
    expect(hit("99000")).toBe(1); // exactly 2 of 5
    expect(hit("90000")).toBe(0); // 1 of 5: only at 0, below the other frame's 5
    expect(hit("95000")).toBe(0.5); // a tie with the false alarm
  });

  test("counts areas without a region as false positives, up to one a frame", () => {
    // 3: a false positive in frame 0 (0.5 a frame). 2: the region as well. 1: nothing new in frame 0.
    const scores = maps(7, 1, ["3000022", "0000000"]);
    const { rbdc, tbdc } = localise([scores], [masks(7, 1, ["0000011", "0000000"])]);
    // (0.5, 0) (0.5, 1), then level: the area right of 0.5.
    expect([rbdc, tbdc]).toEqual([0.5, 0.5]);
  });

  test("asks for an IoU of 0.1, counted in pixels", () => {
    // One cell of ten pixels, of which one is anomalous: IoU 0.1; of eleven: 1/11.
    const rate = (width: number) => {
      const empty = "0".repeat(width);
      const frames = [`1${empty.slice(1)}${empty}`, empty + empty];
      return localise([maps(2, 1, ["90", "00"])], [masks(2 * width, 1, frames)]).rbdc;
    };
    expect(rate(10)).toBe(1);
    expect(rate(11)).toBe(0);
  });

  test("finds a track by a tenth of its regions, and no other track with it", () => {
    // Two tracks side by side: the left of 10 frames and found once, the right of 10 and never.
    const truth = [...new Array<string>(10).fill("10001"), "00000"];
    const scores = truth.map((_, frame) => (frame === 3 ? "90000" : "00000"));
    const { rbdc, tbdc, protocol } = localise([maps(5, 1, scores)], [masks(5, 1, truth)]);
    expect(protocol).toMatchObject({ regionCount: 20, trackCount: 2 });
    // At 9: no false positive, 1 of 20 regions, 1 of 2 tracks. At 0 each frame is one area with an IoU of
    // 1/5 for both: every region, at 1 false positive in 11 frames.
    const x = 1 / 11;
    expect(rbdc).toBeCloseTo(((1 / 20 + 1) / 2) * x + (1 - x), 12);
    expect(tbdc).toBeCloseTo(((1 / 2 + 1) / 2) * x + (1 - x), 12);

    const longer = [...new Array<string>(11).fill("10000"), "00000"]; // 1 of 11 is too few
    const once = longer.map((_, frame) => (frame === 3 ? "90000" : "00000"));
    const missed = localise([maps(5, 1, once)], [masks(5, 1, longer)]);
    expect(missed.tbdc).toBeCloseTo((1 / 2) * (1 / 12) + 11 / 12, 12);
  });

  test("links areas that overlap; a gap, a jump and the loser of a meeting start or end a track", () => {
    const count = (...frames: string[]) => {
      const truth = [...frames, "000000"];
      const blank = truth.map(() => "000000");
      return localise([maps(6, 1, blank)], [masks(6, 1, truth)]).protocol.trackCount;
    };
    expect(count("110000", "011000", "001100")).toBe(1);
    expect(count("110000", "000000", "110000")).toBe(2);
    expect(count("110000", "000110")).toBe(2);
    expect(count("110011", "111111", "110011")).toBe(3); // the meeting carries one on, the parting starts one
  });

  test("lets the larger overlap keep the track where two areas meet", () => {
    const frames = ["110111", "111111"].map((rows) => {
      const pixels = picture(rows);
      return connectedComponents(6, 1, (place) => pixels[place] === 1);
    });
    expect(linkTracks(frames)).toEqual({ tracks: [[0, 1], [1]], count: 2 });
  });

  test("takes areas that touch by a corner for one", () => {
    for (const diagonal of ["100 010 001", "001 010 100"]) {
      const truth = [diagonal, "000 000 000"];
      expect(localise([maps(3, 3, truth)], [masks(3, 3, truth)]).protocol.regionCount).toBe(1);
    }
  });

  test("joins areas as the threshold falls just as if each threshold were looked at alone", () => {
    const [width, height] = [9, 7];
    const random = new Random(1);
    for (let round = 0; round < 20; round++) {
      const scores = Float32Array.from({ length: width * height }, () =>
        Math.floor(8 * random.uniform()),
      );
      const falling = new FallingThreshold(width, scores);
      for (let threshold = 7; threshold >= 0; threshold--) {
        falling.lowerTo(threshold);
        const inside = (cell: number) => (scores[cell] ?? 0) >= threshold;
        const { labels, sizes } = connectedComponents(width, height, inside);
        expect(falling.count).toBe(sizes.length);
        const areas = new Map<number, number>();
        for (const [cell, label] of labels.entries()) {
          const area = falling.areaAt(cell);
          if (label === 0) expect(area).toBe(-1);
          else expect(areas.get(label) ?? area).toBe(area);
          if (label > 0) areas.set(label, area);
        }
        expect([...areas].map(([label, area]) => [label, falling.sizeOf(area)])).toEqual(
          [...areas].map(([label]) => [label, sizes[label - 1]]),
        );
      }
    }
  });

  test("passes over the masks before the first map, and counts clips' tracks apart", () => {
    const clip = maps(2, 1, ["90", "00"], 2);
    const truth = masks(2, 1, ["11", "11", "10", "00"]);
    expect(localise([clip, clip], [truth, truth])).toMatchObject({
      pixelAuc: 1,
      protocol: { frames: 4, regionCount: 2, trackCount: 2 },
    });
  });

  test("refuses what cannot be measured, saying what is accepted", () => {
    const scores = maps(2, 1, ["10", "00"]);
    const measured = (clip: ClipMaps, truth: ClipMasks) => () => localise([clip], [truth]);
    const good = masks(2, 1, ["10", "00"]);

    expect(measured(scores, masks(2, 1, ["00", "00"]))).toThrow("of 2 scored frames 0 have some");
    expect(measured(scores, masks(2, 1, ["10", "01"]))).toThrow("of 2 scored frames 2 have some");
    expect(measured(maps(2, 1, []), good)).toThrow("of 0 scored frames 0 have some");
    const bad = { ...scores, firstFrame: 5, frames: [Float32Array.of(1, Number.NaN)] };
    const six = masks(2, 1, new Array<string>(6).fill("10"));
    expect(measured(bad, six)).toThrow("Frame 5 of clip has a score of NaN: finite numbers");
    expect(measured(scores, masks(3, 1, ["100", "000"]))).toThrow("2×1 and its masks 3×1");
    expect(measured(scores, masks(2, 1, ["10"]))).toThrow("up to frame 1 but 1 masks");
    expect(measured(scores, masks(2, 1, ["1", "00"]))).toThrow("not of the size");
    expect(() => localise([scores], [])).toThrow("maps of 1 clips but masks of 0");
  });
});

describe("the area up to one false positive a frame", () => {
  test("is none without detections, and that under straight lines with them", () => {
    expect(areaToOne([])).toBe(0);
    expect(areaToOne([[0, 0.5], [2, 1]])).toBe((0.5 + 0.75) / 2); // prettier-ignore
    expect(areaToOne([[0.5, 1]])).toBe(0.25 + 0.5);
  });

  test("stays where merging areas lower either count", () => {
    expect(areaToOne([[0.5, 1], [0.2, 0.4], [1, 1]])).toBe(0.75); // prettier-ignore
  });
});
