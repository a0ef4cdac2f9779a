import { describe, expect, test } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import { Network } from "../../src/engine/network.ts";
import { scoreClip } from "../../src/engine/score-clip.ts";
import { StreamScorer } from "../../src/engine/stream-scorer.ts";
import type { FrameTerms } from "../../src/engine/terms.ts";
import { steadyFrames, viewOf } from "../../src/engine/view.ts";
import { clipOf, movingSquare, tinySettings } from "./support.ts";

const settings = tinySettings();
const square = (count: number, from = 0) => movingSquare(settings, count, from);

function expectSameTerms(actual: FrameTerms | undefined, expected: FrameTerms | undefined): void {
  expect(Object.keys(actual ?? {})).toEqual(Object.keys(expected ?? {}));
  for (const [name, value] of Object.entries(expected ?? {})) {
    const other = actual?.[name as keyof FrameTerms] ?? Number.NaN;
    if (Number.isNaN(value)) expect(other).toBeNaN();
    else expect(Math.abs(other - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
  }
}

/** The stream scorer's terms of one camera, fed alone. */
async function stream(scorer: StreamScorer, key: string, frames: Uint8Array[]) {
  const terms: (FrameTerms | undefined)[] = [];
  for (const frame of frames) terms.push((await scorer.score(new Map([[key, frame]]))).get(key));
  return terms;
}

describe.each([
  ["both streams", tinySettings()],
  ["the spatial stream alone", tinySettings({ streams: "SPATIAL" })],
  ["the temporal stream alone", tinySettings({ streams: "TEMPORAL" })],
  ["frames stacked in place of the shift", tinySettings({ temporalShift: false })],
  ["the read alone from a memory", tinySettings({ skip: "READ", readTemperature: 0.1 })],
  ["a reconstruction", tinySettings({ target: "RECONSTRUCTION" })],
  [
    "a reconstruction of stacked frames without skips",
    tinySettings({ target: "RECONSTRUCTION", skip: "NONE", temporalShift: false }),
  ],
  ["neither memory nor attention", tinySettings({ memory: false, channelAttention: false })],
])("with %s", (_, ofNetwork) => {
  test("streaming equals windowed scoring from the first scored frame", async () => {
    const network = Network.create(ofNetwork, 3);
    const frames = square(45); // more than one run of the windowed scorer
    const before = tf.memory().numTensors;

    const { firstFrame, frames: windowed } = await scoreClip({ network }, clipOf("a", frames));
    const scorer = new StreamScorer({ network });
    const streamed = await stream(scorer, "a", frames);
    scorer.dispose();

    expect(firstFrame).toBe(5);
    expect(windowed).toHaveLength(40);
    expect(streamed.slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    for (const [at, terms] of windowed.entries()) expectSameTerms(streamed[at + 5], terms);
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });
});

describe("a stream scorer", () => {
  test("scores cameras that join, wait and leave as if each were alone", async () => {
    const network = Network.create(settings, 3);
    const cameras = { a: square(16), b: square(16, 5), c: square(16, 11) };
    const scorer = new StreamScorer({ network });
    const next = { a: 0, b: 0, c: 0 };
    const scored: Record<string, FrameTerms[]> = { a: [], b: [], c: [] };
    const calls: (keyof typeof cameras)[][] = [
      ...Array.from({ length: 3 }, () => ["a" as const]),
      ...Array.from({ length: 4 }, () => ["b", "a"] as ("a" | "b")[]),
      ...Array.from({ length: 6 }, () => ["c", "b"] as ("b" | "c")[]),
      ...Array.from({ length: 5 }, () => ["a", "b", "c"] as ("a" | "b" | "c")[]),
      ...Array.from({ length: 4 }, () => ["c", "a"] as ("a" | "c")[]),
    ];

    for (const [at, keys] of calls.entries()) {
      if (at === calls.length - 4) scorer.remove("b");
      const frames = new Map(keys.map((key) => [key, cameras[key][next[key]++] as Uint8Array]));
      for (const [key, terms] of await scorer.score(frames)) if (terms) scored[key]?.push(terms);
    }

    for (const key of ["a", "b", "c"] as const) {
      const alone = await scoreClip({ network }, clipOf(key, cameras[key].slice(0, next[key])));
      expect(scored[key]).toHaveLength(alone.frames.length);
      for (const [at, terms] of alone.frames.entries()) expectSameTerms(scored[key]?.[at], terms);
    }
    scorer.dispose();
    network.dispose();
  });

  test("starts anew after a reset, and removal frees what was kept", async () => {
    const network = Network.create(settings, 3);
    const before = tf.memory().numTensors;
    const scorer = new StreamScorer({ network });
    await stream(scorer, "a", square(9, 40));
    scorer.reset("a");
    const frames = square(8);

    const streamed = await stream(scorer, "a", frames);
    const windowed = await scoreClip({ network }, clipOf("a", frames));

    expect(streamed.slice(0, 5).every((terms) => terms === undefined)).toBe(true);
    for (const [at, terms] of windowed.frames.entries()) expectSameTerms(streamed[at + 5], terms);
    scorer.remove("a");
    scorer.dispose();
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  test("gives a frame's score no influence from any frame older than its window", async () => {
    const network = Network.create(settings, 3);
    const frames = square(12);
    const other = frames.map((frame, at) => (at < 6 ? frame.map((grey) => 255 - grey) : frame));
    const scorer = new StreamScorer({ network });

    const [one, two] = [await stream(scorer, "a", frames), await stream(scorer, "b", other)];

    expect(two[10]).not.toEqual(one[10]); // its window begins at frame 5
    expect(two[11]).toEqual(one[11]); // its window begins at frame 6
    scorer.dispose();
    network.dispose();
  });

  test("steadies each frame by the model's view, as windowed scoring does", async () => {
    const network = Network.create(settings, 3);
    const frames = square(9);
    const view = await viewOf([clipOf("a", frames)], settings);
    const flickering = frames.map((frame, at) =>
      at % 2 === 0 ? frame : frame.map((grey) => 0.9 * grey),
    );
    const steadied = frames.map((frame) => steadyFrames(frame, view, settings).bytes);
    const scorer = new StreamScorer({ network, view });

    const streamed = await stream(scorer, "a", flickering);
    const windowed = await scoreClip({ network, view }, clipOf("a", flickering));
    const expected = await scoreClip({ network }, clipOf("a", steadied));

    for (const [at, terms] of windowed.frames.entries()) {
      expectSameTerms(streamed[at + 5], terms);
      const { frameError } = expected.frames[at] as FrameTerms;
      expect(Math.abs(terms.frameError / frameError - 1)).toBeLessThan(0.01);
    }
    scorer.dispose();
    network.dispose();
  });

  test("refuses a frame of another size", async () => {
    const network = Network.create(settings, 3);
    const scorer = new StreamScorer({ network });

    await expect(scorer.score(new Map([["a", new Uint8Array(7)]]))).rejects.toThrow(
      "32×32 = 1024 bytes, not 7",
    );
    scorer.dispose();
    network.dispose();
  });
});

describe("scoring a clip", () => {
  test("gives a clip of five frames no score, and one of six one", async () => {
    const network = Network.create(settings, 3);

    expect((await scoreClip({ network }, clipOf("a", square(5)))).frames).toEqual([]);
    expect((await scoreClip({ network }, clipOf("a", square(6)))).frames).toHaveLength(1);
    network.dispose();
  });

  test("stops when it is aborted", async () => {
    const network = Network.create(settings, 3);
    const controller = new AbortController();
    const before = tf.memory().numTensors;

    const scoring = scoreClip({ network }, clipOf("a", square(100)), {
      signal: controller.signal,
      onFrames: () => controller.abort(new Error("enough")),
    });

    await expect(scoring).rejects.toThrow("enough");
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });
});
