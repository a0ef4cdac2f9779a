import type { ModelSettings } from "./settings.ts";

export type FrameSize = Pick<ModelSettings, "width" | "height">;

/** A clip's frames at the network's size, in any order. */
export interface FrameSource {
  readonly name: string;
  readonly frameCount: number;
  /** `count` frames from frame `from`, one after another: `count * height * width` grey bytes. */
  read(from: number, count: number): Promise<Uint8Array>;
}

/** The clip with each frame changed by itself; `number` is the frame's in the clip. */
export function mapFrames(
  clip: FrameSource,
  { width, height }: FrameSize,
  change: (frame: Uint8Array, number: number) => Uint8Array,
): FrameSource {
  const pixels = width * height;
  return {
    name: clip.name,
    frameCount: clip.frameCount,
    async read(from, count) {
      const bytes = await clip.read(from, count);
      const changed = new Uint8Array(bytes.length);
      for (let at = 0; at < bytes.length; at += pixels) {
        const frame = bytes.subarray(at, at + pixels);
        changed.set(change(frame, from + at / pixels), at);
      }
      return changed;
    },
  };
}

/** The nearest grey bytes, 0 and 255 beyond them. */
export function toGreys(values: Float32Array): Uint8Array {
  return new Uint8Array(new Uint8ClampedArray(values).buffer);
}
