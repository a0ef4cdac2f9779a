import type { ClipMaps, ClipMasks } from "./localisation.ts";
import { connectedComponents } from "./localisation-regions.ts";
import { linkTracks } from "./localisation-tracks.ts";
import { ScoreError } from "./normalisation.ts";

/** A connected area of a frame's mask, as the map's cells that it lies in. */
export interface TruthRegion {
  /** In pixels of the mask. */
  area: number;
  /** Pixels by cell. */
  cells: ReadonlyMap<number, number>;
  /** Counted from 0 over all clips. */
  track: number;
}

export interface LocalisedFrame {
  width: number;
  height: number;
  /** Pixels of a cell. */
  cellArea: number;
  scores: Float32Array;
  highest: number;
  /** Anomalous pixels of each cell. */
  truth: Uint32Array;
  regions: TruthRegion[];
}

/**
 * Lays the masks over the maps. A cell's pixels all have its score, so with the pixels counted by cell
 * every figure is that of single pixels. Throws a ScoreError where maps and masks do not fit.
 */
export function localisedFrames(
  maps: readonly ClipMaps[],
  masks: readonly ClipMasks[],
): { frames: LocalisedFrame[]; tracks: number } {
  if (maps.length !== masks.length) {
    throw new ScoreError(`There are maps of ${maps.length} clips but masks of ${masks.length}.`);
  }
  let tracks = 0;
  const frames = maps.flatMap((clip, index) => {
    const mask = masks[index];
    if (!mask) return [];
    checkSizes(clip, mask);
    const truth = mask.frames.slice(clip.firstFrame, clip.firstFrame + clip.frames.length);
    const components = truth.map((pixels) =>
      connectedComponents(mask.width, mask.height, (pixel) => pixels[pixel] !== 0),
    );
    const linked = linkTracks(components);
    const found = clip.frames.map((scores, at): LocalisedFrame => {
      const { labels = new Uint32Array(), sizes = [] } = components[at] ?? {};
      const own = linked.tracks[at] ?? [];
      const regions = sizes.map((area, region) => ({
        area,
        cells: new Map<number, number>(),
        track: tracks + (own[region] ?? 0),
      }));
      return {
        width: clip.width,
        height: clip.height,
        cellArea: (mask.width * mask.height) / (clip.width * clip.height),
        scores,
        highest: highestOf(scores, `Frame ${clip.firstFrame + at} of ${clip.name}`),
        truth: countCells(clip, mask, labels, regions),
        regions,
      };
    });
    tracks += linked.count;
    return found;
  });
  return { frames, tracks };
}

/** All frames' scores, upwards. */
export function sortedScores(frames: readonly LocalisedFrame[]): Float32Array {
  const all = new Float32Array(frames.reduce((sum, { scores }) => sum + scores.length, 0));
  let filled = 0;
  for (const { scores } of frames) {
    all.set(scores, filled);
    filled += scores.length;
  }
  return all.sort();
}

function countCells(
  { width, height }: ClipMaps,
  mask: ClipMasks,
  labels: Uint32Array,
  regions: readonly { cells: Map<number, number> }[],
): Uint32Array {
  const truth = new Uint32Array(width * height);
  const [across, down] = [mask.width / width, mask.height / height];
  for (const [pixel, label] of labels.entries()) {
    const cells = regions[label - 1]?.cells;
    if (!cells) continue;
    const column = Math.floor((pixel % mask.width) / across);
    const cell = Math.floor(Math.floor(pixel / mask.width) / down) * width + column;
    truth[cell] = (truth[cell] ?? 0) + 1;
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
  }
  return truth;
}

function highestOf(scores: Float32Array, frame: string): number {
  let highest = -Infinity;
  for (const score of scores) {
    if (!Number.isFinite(score)) {
      throw new ScoreError(`${frame} has a score of ${score}: finite numbers are accepted.`);
    }
    if (score > highest) highest = score;
  }
  return highest;
}

function checkSizes(clip: ClipMaps, mask: ClipMasks): void {
  const { name, width, height, firstFrame, frames } = clip;
  if (!(width >= 1 && height >= 1) || mask.width % width !== 0 || mask.height % height !== 0) {
    throw new ScoreError(
      `The maps of ${name} are ${width}×${height} and its masks ${mask.width}×${mask.height}: a whole number of mask pixels to a cell is accepted.`,
    );
  }
  if (mask.frames.length < firstFrame + frames.length) {
    throw new ScoreError(
      `${name} has maps up to frame ${firstFrame + frames.length - 1} but ${mask.frames.length} masks: one a frame is needed.`,
    );
  }
  const odd =
    frames.some(({ length }) => length !== width * height) ||
    mask.frames.some(({ length }) => length !== mask.width * mask.height);
  if (odd) throw new ScoreError(`A map or mask of ${name} is not of the size that is given.`);
}
