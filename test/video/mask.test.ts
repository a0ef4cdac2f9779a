import { describe, expect, test } from "vitest";
import { blackenInside, type Polygon } from "../../src/video/mask.ts";

/** Rows of a picture, # where it is black. */
function picture(polygons: Polygon[], width = 8, height = 4): string[] {
  const frame = new Uint8Array(width * height).fill(255);
  blackenInside(polygons, width, height)(frame);
  return Array.from({ length: height }, (_, row) =>
    [...frame.subarray(row * width, (row + 1) * width)].map((grey) => (grey ? "." : "#")).join(""),
  );
}

const box = (left: number, top: number, right: number, bottom: number): Polygon => [
  [left, top],
  [right, top],
  [right, bottom],
  [left, bottom],
];

describe("a mask", () => {
  test("covers the pixels whose centres are inside", () => {
    expect(picture([box(0.25, 0.25, 0.75, 0.75)])).toEqual([
      "........",
      "..####..",
      "..####..",
      "........",
    ]);
  });

  test("may be a triangle, given in either direction", () => {
    const triangle = [[0, 0], [1, 0], [0, 1]]; // prettier-ignore
    const rows = ["#######.", "#####...", "###.....", "#......."];

    expect(picture([triangle])).toEqual(rows);
    expect(picture([[...triangle].reverse()])).toEqual(rows);
  });

  test("may have a notch, or cross itself, which leaves out what is inside twice", () => {
    const arch = [[0, 0], [1, 0], [1, 1], [0.75, 1], [0.75, 0.5], [0.25, 0.5], [0.25, 1], [0, 1]]; // prettier-ignore

    expect(picture([arch])).toEqual(["########", "########", "##....##", "##....##"]);
  });

  test("covers the whole picture, corners outside of it included", () => {
    expect(picture([box(0, 0, 1, 1)]).join("")).toBe("#".repeat(32));
    expect(picture([box(-1, -1, 3, 3)]).join("")).toBe("#".repeat(32));
  });

  test("of fewer than three corners covers nothing", () => {
    expect(picture([[], [[0.5, 0.5]], [[0, 0], [1, 1]]]).join("")).toBe(".".repeat(32)); // prettier-ignore
  });

  test("unites with the others", () => {
    expect(picture([box(0, 0, 0.5, 0.5), box(0.25, 0, 1, 0.25)])).toEqual([
      "########",
      "####....",
      "........",
      "........",
    ]);
  });
});
