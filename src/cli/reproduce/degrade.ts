import { mapFrames, toGreys, type FrameSize, type FrameSource } from "../../engine/frame-source.ts";
import { Random } from "../../engine/random.ts";
import { withNoise } from "../../engine/view-noise.ts";
import { moveFrame } from "../../engine/view-position.ts";
import { quantiseBlocks } from "./quantise-blocks.ts";

/** A way in which footage gets worse, and by how much. */
export interface Condition {
  name: "noise" | "flicker" | "shake" | "compression";
  level: number;
}

/** What a level means, for the report's axes. */
export const degradations: Record<
  Condition["name"],
  { title: string; unit: string; levels: readonly number[] }
> = {
  noise: {
    title: "Sensor noise",
    unit: "standard deviation in grey levels",
    levels: [5, 10, 20, 30],
  },
  flicker: { title: "Flicker", unit: "brightness changes by up to ± %", levels: [5, 10, 20, 30] },
  shake: { title: "Camera shake", unit: "moves by up to ± pixels", levels: [1, 2, 3, 4] },
  compression: {
    title: "Compression",
    unit: "JPEG's table for quality 50, times",
    levels: [0.5, 1, 2, 4],
  },
};

const names = Object.keys(degradations) as Condition["name"][];

/** The harshest last: a budget that ends early leaves those out. */
export const conditions: readonly Condition[] = [0, 1, 2, 3].flatMap((step) =>
  names.map((name) => ({ name, level: degradations[name].levels[step] ?? 0 })),
);

/** The clip under the condition, as the network sees it; the same whatever part of it is read first. */
export function degrade(
  clip: FrameSource,
  { name, level }: Condition,
  size: FrameSize,
): FrameSource {
  const seed = seedOf(clip.name);
  return mapFrames(clip, size, (frame, number) =>
    changes[name](frame, level, size, new Random(seed, number)),
  );
}

type Change = (frame: Uint8Array, level: number, size: FrameSize, random: Random) => Uint8Array;

const changes: Record<Condition["name"], Change> = {
  noise: (frame, level, _, random) => withNoise(frame, level, random),
  flicker: (frame, level, _, random) => {
    const gain = 1 + (level / 100) * (2 * random.uniform() - 1);
    return frame.map((grey) => clamped(grey * gain));
  },
  shake(frame, level, size, random) {
    const by = () => level * (2 * random.uniform() - 1);
    return toGreys(moveFrame(new Float32Array(frame), by(), by(), size));
  },
  compression: (frame, level, { width, height }) => quantiseBlocks(frame, width, height, level),
};

const clamped = (value: number): number => Math.min(255, Math.max(0, Math.round(value)));

/** FNV-1a, so that two clips do not share their noise. */
function seedOf(name: string): number {
  let hash = 0x811c9dc5;
  for (const letter of name) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
