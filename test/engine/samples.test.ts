import { describe, expect, test } from "vitest";
import type { FrameSource } from "../../src/engine/frame-source.ts";
import { piecesOf, splitFootage } from "../../src/engine/samples.ts";

/** Clips of one-byte frames, numbered from 0 within each. */
const clips = (...lengths: number[]): FrameSource[] =>
  lengths.map((frameCount, clip) => ({
    name: `${clip}`,
    frameCount,
    read: (from, count) =>
      Promise.resolve(Uint8Array.from({ length: count }, (_, at) => from + at)),
  }));

/** Each part's clip and the first and last of its frames. */
const spans = (parts: readonly FrameSource[]) =>
  Promise.all(
    parts.map(async (part) => {
      const frames = await part.read(0, part.frameCount);
      return [part.name, frames[0], frames.at(-1)];
    }),
  );

describe("held-out footage", () => {
  test("is the last piece of each third where clips are long, with a gap of a sample on both sides", async () => {
    const { training, heldOut } = splitFootage(clips(...Array<number>(10).fill(250)));

    expect(await spans(heldOut)).toEqual([
      ["3", 0, 82],
      ["6", 84, 166],
      ["9", 167, 249],
    ]);
    expect(await spans(training)).toEqual([
      ["0", 0, 249],
      ["1", 0, 249],
      ["2", 0, 249],
      ["3", 89, 249],
      ["4", 0, 249],
      ["5", 0, 249],
      ["6", 0, 77],
      ["6", 173, 249],
      ["7", 0, 249],
      ["8", 0, 249],
      ["9", 0, 160],
    ]);
  });

  test("is whole clips where they are short, the last of each third", async () => {
    const { training, heldOut } = splitFootage(clips(...Array<number>(30).fill(60)));

    expect(heldOut.map(({ name, frameCount }) => `${name}:${frameCount}`)).toEqual([
      "9:60",
      "19:60",
      "29:60",
    ]);
    expect(training).toHaveLength(27);
  });

  test("is the end alone of little footage, and leaves something to train on", async () => {
    const { training, heldOut } = splitFootage(clips(24));

    expect(await spans(heldOut)).toEqual([["0", 12, 23]]);
    expect(await spans(training)).toEqual([["0", 0, 5]]);
  });
});

describe("pieces of footage", () => {
  test("are sixteen from all over it, each within its clip", async () => {
    const found = await spans(piecesOf(clips(...Array<number>(8).fill(200))));

    expect(found).toHaveLength(16);
    expect(found.map(([name]) => name)).toEqual([..."0011223344556677"]);
    for (const [, first = 0, last = 0] of found) expect(Number(last) - Number(first)).toBe(36);
  });

  test("are all of what is little", () => {
    const few = clips(100, 200);
    expect(piecesOf(few)).toEqual(few);
  });
});
