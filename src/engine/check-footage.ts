import type { FrameSource } from "./frame-source.ts";
import { sampleFrames } from "./parameters.ts";

const places = 48;
const block = 8;
/** Grey levels by which a block's mean moves where something is seen to move; noise averages out. */
const movement = 4;
const stillShare = 0.8;
const frozenShare = 0.25;

/** What is wrong with decoded footage, as sentences for a user, from a sample of its moments. */
export async function checkFootage(
  clips: readonly FrameSource[],
  { width, height }: { width: number; height: number },
): Promise<string[]> {
  const usable = clips.filter(({ frameCount }) => frameCount >= sampleFrames);
  const perClip = Math.max(1, Math.floor(places / Math.max(1, usable.length)));
  const step = Math.max(1, Math.ceil(usable.length / places));
  let [seen, still, frozen] = [0, 0, 0];
  for (const clip of usable.filter((_, at) => at % step === 0)) {
    const last = clip.frameCount - sampleFrames;
    for (let at = 0; at < Math.min(perClip, last + 1); at++) {
      const bytes = await clip.read(Math.floor((at * last) / perClip), sampleFrames);
      const frame = (index: number) =>
        bytes.subarray(index * width * height, (index + 1) * width * height);
      seen++;
      if (Buffer.compare(frame(0), frame(1)) === 0) frozen++;
      if (!moves(frame(0), frame(sampleFrames - 1), width, height)) still++;
    }
  }
  const percent = (part: number): string => `${Math.round((100 * part) / seen)} %`;
  if (seen > 0 && frozen >= frozenShare * seen) {
    return [
      `Warning: ${percent(frozen)} of the sampled frames are identical to the one before. ` +
        "The camera may have frozen, or the video repeats frames to reach its frame rate: record it anew, or at its true rate.",
    ];
  }
  if (seen > 0 && still >= stillShare * seen) {
    return [
      `Warning: hardly anything moves in ${percent(still)} of the sampled moments, so any movement may look abnormal. ` +
        "Add footage of what usually happens in front of the camera.",
    ];
  }
  return [];
}

/** Whether any block's mean differs between two frames. */
function moves(first: Uint8Array, last: Uint8Array, width: number, height: number): boolean {
  for (let top = 0; top + block <= height; top += block) {
    for (let left = 0; left + block <= width; left += block) {
      let difference = 0;
      for (let y = top; y < top + block; y++) {
        const row = y * width;
        for (let x = left; x < left + block; x++)
          difference += (last[row + x] ?? 0) - (first[row + x] ?? 0);
      }
      if (Math.abs(difference) > movement * block * block) return true;
    }
  }
  return false;
}
