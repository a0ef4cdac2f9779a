import type { Components } from "./localisation-regions.ts";

/**
 * Gives each area of successive masks a track. An area carries on the track of the area of the mask
 * before that it shares most pixels with; one track goes to one area, so after a split or a meeting the
 * larger overlap keeps it. `tracks[frame][n - 1]` is area n's, counted from 0.
 */
export function linkTracks(frames: readonly Components[]): { tracks: number[][]; count: number } {
  let count = 0;
  let before: { labels: Uint32Array; tracks: number[] } | undefined;
  const tracks = frames.map(({ labels, sizes }) => {
    const carried = before ? carryOn(before, labels) : new Map<number, number>();
    const own = sizes.map((_, index) => carried.get(index + 1) ?? count++);
    before = { labels, tracks: own };
    return own;
  });
  return { tracks, count };
}

/** The track of each label that carries one on. */
function carryOn(
  before: { labels: Uint32Array; tracks: readonly number[] },
  labels: Uint32Array,
): Map<number, number> {
  const overlaps = new Map<string, { old: number; label: number; pixels: number }>();
  for (const [pixel, label] of labels.entries()) {
    const old = before.labels[pixel] ?? 0;
    if (label === 0 || old === 0) continue;
    const key = `${old} ${label}`;
    const overlap = overlaps.get(key) ?? { old, label, pixels: 0 };
    overlap.pixels++;
    overlaps.set(key, overlap);
  }
  const carried = new Map<number, number>();
  const taken = new Set<number>();
  const largestFirst = [...overlaps.values()].sort((a, b) => b.pixels - a.pixels);
  for (const { old, label } of largestFirst) {
    const track = before.tracks[old - 1];
    if (track === undefined || taken.has(old) || carried.has(label)) continue;
    taken.add(old);
    carried.set(label, track);
  }
  return carried;
}
