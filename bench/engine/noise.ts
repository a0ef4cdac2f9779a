import { Random } from "../../src/engine/random.ts";
import type { ModelSettings } from "../../src/engine/settings.ts";

/** Frames of noise: the work does not depend on what is in the picture. */
export function noise({ width, height }: ModelSettings, frames: number): Uint8Array {
  const random = new Random(1);
  return Uint8Array.from({ length: frames * width * height }, () => random.uniform() * 256);
}
