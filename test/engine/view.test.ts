import { describe, expect, test } from "vitest";
import { Random } from "../../src/engine/random.ts";
import { steadyClip, steadyFrames, viewOf, type View } from "../../src/engine/view.ts";
import { clipOf } from "./support.ts";

const size = { width: 96, height: 64 };
const ground = 128; // of the world, wider than the camera's picture

/** Blotches a few pixels wide, as a camera sees them that was moved and a lamp that was turned up. */
const world = blotches();
function scene({ right = 0, down = 0, gain = 1, noise = 0, seed = 0 } = {}): Uint8Array {
  const random = new Random(seed, 3);
  return Uint8Array.from({ length: size.width * size.height }, (_, index) => {
    const x = 16 + (index % size.width) - right;
    const y = 16 + Math.floor(index / size.width) - down;
    const [column, row] = [Math.floor(x), Math.floor(y)];
    const at = (across: number, along: number) => world[(row + along) * ground + column + across] ?? 0; // prettier-ignore
    const mix = (along: number) => at(0, along) + (x - column) * (at(1, along) - at(0, along));
    const grey = mix(0) + (y - row) * (mix(1) - mix(0));
    return Math.min(255, Math.max(0, Math.round(gain * grey + noise * random.normal())));
  });
}

function blotches(): Float32Array {
  const random = new Random(1, 4);
  const greys = Array.from({ length: ground * ground }, () => 100 + 300 * (random.uniform() - 0.5));
  const smoothed = (values: number[]) =>
    values.map((_, index) => {
      let sum = 0;
      for (let down = -2; down <= 2; down++)
        for (let right = -2; right <= 2; right++) sum += values[index + down * ground + right] ?? 0;
      return sum / 25;
    });
  return Float32Array.from(smoothed(smoothed(greys)), (grey) => 100 + 3 * (grey - 100));
}

const view = await viewOf([clipOf("usual", [scene(), scene()])], size);
const steady = (frame: Uint8Array, by: View = view) => steadyFrames(frame, by, size).bytes;
const usual = steady(scene());

/** The mean difference between two frames, but for `border` pixels that a moved camera cannot know. */
function difference(a: Uint8Array, b: Uint8Array, border = 8): number {
  let [sum, count] = [0, 0];
  for (let row = border; row < a.length / size.width - border; row++) {
    for (let column = border; column < size.width - border; column++, count++) {
      const at = row * size.width + column;
      sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
    }
  }
  return sum / count;
}

describe("a steadied frame", () => {
  test("lies where the camera was in training, however it was moved", () => {
    for (const [right, down] of [
      [1, 0],
      [-3, 2],
      [5, -5],
      [0.6, -1.4],
    ] as const) {
      const moved = scene({ right, down });
      const error = difference(steady(moved), usual);
      expect(error).toBeLessThan(difference(moved, usual) / 4);
    }
  });

  test("is found in noise and flicker too", () => {
    const moved = scene({ right: 3, down: -2, gain: 0.8, noise: 10 });
    const unmoved = scene({ gain: 0.8, noise: 10 });

    const error = difference(steady(moved), usual);

    expect(error).toBeLessThan(1.2 * difference(steady(unmoved), usual));
  });

  test("is as bright as in training, unless the lens is covered", () => {
    for (const gain of [0.7, 0.95, 1.05, 1.4]) {
      const brighter = steady(scene({ gain }));
      expect(difference(brighter, usual)).toBeLessThan(1);
    }
    const covered = steady(new Uint8Array(size.width * size.height).fill(5));
    expect(Math.max(...covered)).toBe(10);
  });

  test("is not brightened by a dark crowd", () => {
    const crowded = scene();
    crowded.fill(20, 0, (size.height / 4) * size.width);

    const steadied = steady(crowded);

    const below = (size.height / 4 + 2) * size.width;
    expect(difference(steadied.subarray(below), usual.subarray(below), 0)).toBeLessThan(1);
  });

  test("has less noise", () => {
    const noisy = scene({ noise: 10 });
    const noise = difference(noisy, scene());

    expect(difference(steady(noisy), usual)).toBeLessThan(0.7 * noise);
  });

  test("stays where it is for what moves in it, and where nothing can be recognised", () => {
    const passing = scene();
    for (let row = 20; row < 50; row++) passing.fill(30, row * size.width + 20, row * size.width + 40); // prettier-ignore
    const elsewhere = scene({ right: 16, down: 16 });

    for (const frame of [passing, elsewhere]) {
      const steadied = steady(frame);
      const smoothed = steady(frame, { ...view, edges: [] });
      expect(steadied).toEqual(smoothed);
    }
  });
});

test("a network too small for marks still has its frames' brightness levelled", async () => {
  const tiny = { width: 16, height: 16 };
  const frame = (grey: number) => new Uint8Array(256).fill(grey);
  const clip = clipOf("tiny", [frame(100)]);

  const tinyView = await viewOf([clip], tiny);

  expect([...steadyFrames(frame(80), tinyView, tiny).bytes]).toEqual([...frame(100)]);
});

test("a clip is steadied frame by frame, whatever part of it is read", async () => {
  const frames = [scene({ right: 2 }), scene({ gain: 1.2 }), scene()];
  const clip = steadyClip(clipOf("a", frames), view, size);

  const [all, last] = [await clip.read(0, 3), await clip.read(2, 1)];

  expect(all).toEqual(new Uint8Array(Buffer.concat(frames.map((frame) => steady(frame)))));
  expect(last).toEqual(usual);
});
