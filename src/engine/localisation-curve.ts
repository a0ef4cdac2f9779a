import { sortedScores, type LocalisedFrame } from "./localisation-cells.ts";
import { FallingThreshold } from "./localisation-regions.ts";

/** What is found at one threshold. */
export interface DetectionPoint {
  threshold: number;
  falsePositivesPerFrame: number;
  /** Share of the truth's regions, and of its tracks, that are found. */
  regionRate: number;
  trackRate: number;
}

/** Ten times as many moved RBDC by 0.0003 and TBDC by 0.002 on five clips of Ped2. */
const mostThresholds = 400;

/**
 * The points from the highest threshold down to the first with more than one false positive a frame.
 * A region is found by a detected area with an IoU of at least 0.1 (in pixels), a track once 10 % of its
 * regions are; a detected area with no such region is a false positive (Ramachandra and Jones, 2020).
 */
export function detectionCurve(
  frames: readonly LocalisedFrame[],
  tracks: number,
): DetectionPoint[] {
  const lengths = new Uint32Array(tracks);
  let regionCount = 0;
  for (const { track } of frames.flatMap(({ regions }) => regions)) {
    lengths[track] = (lengths[track] ?? 0) + 1;
    regionCount++;
  }
  const curve: DetectionPoint[] = [];
  const areas: FallingThreshold[] = [];
  for (const threshold of thresholds(frames)) {
    const hits = new Uint32Array(tracks);
    let falsePositives = 0;
    for (const [index, frame] of frames.entries()) {
      if (frame.highest < threshold) continue;
      const found = (areas[index] ??= new FallingThreshold(frame.width, frame.scores));
      found.lowerTo(threshold);
      falsePositives += detect(frame, found, (track) => (hits[track] = (hits[track] ?? 0) + 1));
    }
    const point = {
      threshold,
      falsePositivesPerFrame: falsePositives / frames.length,
      regionRate: hits.reduce((sum, count) => sum + count, 0) / regionCount,
      trackRate: hits.filter((count, track) => 10 * count >= (lengths[track] ?? 0)).length / tracks,
    };
    curve.push(point);
    if (point.falsePositivesPerFrame > 1) break;
  }
  return curve;
}

/**
 * Area from no to one false positive a frame under the straight lines between the points, from (0, 0).
 * Merging areas can lower either count again; the curve then stays where it was. Beyond its end it is level.
 */
export function areaToOne(
  points: readonly (readonly [falsePositives: number, rate: number])[],
): number {
  let [x, y, area] = [0, 0, 0];
  for (const [falsePositives, rate] of points) {
    const nextX = Math.max(x, falsePositives);
    const nextY = Math.max(y, rate);
    const end = Math.min(nextX, 1);
    const atEnd = nextX > x ? y + ((nextY - y) * (end - x)) / (nextX - x) : nextY;
    area += ((y + atEnd) / 2) * (end - x);
    [x, y] = [end, atEnd];
    if (nextX >= 1) return area;
  }
  return area + y * (1 - x);
}

/** Tells the track of each region that is found; gives the number of false positives. */
function detect(
  { cellArea, regions }: LocalisedFrame,
  found: FallingThreshold,
  onHit: (track: number) => void,
): number {
  const right = new Set<number>();
  for (const { area, cells, track } of regions) {
    const shared = new Map<number, number>();
    for (const [cell, pixels] of cells) {
      const at = found.areaAt(cell);
      if (at >= 0) shared.set(at, (shared.get(at) ?? 0) + pixels);
    }
    const hits = [...shared].filter(([at, both]) => {
      const union = area + found.sizeOf(at) * cellArea - both;
      return 10 * both >= union;
    });
    for (const [at] of hits) right.add(at);
    if (hits.length > 0) onHit(track);
  }
  return found.count - right.size;
}

/** All different scores downwards, or so many whose ranks grow by a constant factor. */
function thresholds(frames: readonly LocalisedFrame[]): number[] {
  const all = sortedScores(frames).reverse();
  const different = all.filter((score, rank) => rank === 0 || score !== all[rank - 1]);
  if (different.length <= mostThresholds) return [...different];
  const last = different.length - 1;
  const ranks = Array.from(
    { length: mostThresholds },
    (_, step) => Math.round(different.length ** (step / (mostThresholds - 1))) - 1,
  );
  return [...new Set(ranks)].map((rank) => different[Math.min(rank, last)] ?? Number.NaN);
}
