import { localisedFrames } from "./localisation-cells.ts";
import { areaToOne, detectionCurve } from "./localisation-curve.ts";
import { pixelAuc, pixelHitAuc } from "./localisation-pixels.ts";
import { ScoreError } from "./normalisation.ts";

/** A clip's scores by place, higher being more anomalous; `frames[i]` belongs to frame `firstFrame + i`. */
export interface ClipMaps {
  name: string;
  firstFrame: number;
  width: number;
  height: number;
  /** `width * height` scores each, row by row. */
  frames: readonly Float32Array[];
}

/** The truth of the whole clip, also before the first map; a pixel that is not 0 is anomalous. */
export interface ClipMasks {
  width: number;
  height: number;
  frames: readonly Uint8Array[];
}

export interface Localisation {
  /** Over all pixels together. */
  pixelAuc: number;
  /** Over frames, an anomalous one being found once 40 % of its anomalous pixels are. */
  pixelHitAuc: number;
  /** Areas up to one false positive a frame under the shares of regions and of tracks found. */
  rbdc: number;
  tbdc: number;
  protocol: LocalisationProtocol;
}

export interface LocalisationProtocol {
  /** Anomalous pixels that must be found for `pixelHitAuc`. */
  hitShare: 0.4;
  /** What a detected area must overlap a region by. */
  regionIou: 0.1;
  /** Regions of a track that must be found. */
  trackShare: 0.1;
  falsePositivesPerFrame: 1;
  /** Tracks are the masks' connected areas (8 neighbours), linked from frame to frame by overlap. */
  tracks: "LINKED_COMPONENTS";
  frames: number;
  anomalousFrames: number;
  regionCount: number;
  trackCount: number;
}

/** `maps[i]` and `masks[i]` are of one clip. Throws a ScoreError where there is nothing to measure. */
export function localise(maps: readonly ClipMaps[], masks: readonly ClipMasks[]): Localisation {
  const { frames, tracks } = localisedFrames(maps, masks);
  const anomalousFrames = frames.filter(({ regions }) => regions.length > 0).length;
  const pixels = pixelAuc(frames);
  const hits = pixelHitAuc(frames);
  if (pixels === undefined || hits === undefined) {
    throw new ScoreError(
      `Localisation needs frames with anomalous pixels and frames without any; of ${frames.length} scored frames ${anomalousFrames} have some.`,
    );
  }
  const curve = detectionCurve(frames, tracks);
  return {
    pixelAuc: pixels,
    pixelHitAuc: hits,
    rbdc: areaToOne(curve.map((point) => [point.falsePositivesPerFrame, point.regionRate])),
    tbdc: areaToOne(curve.map((point) => [point.falsePositivesPerFrame, point.trackRate])),
    protocol: {
      hitShare: 0.4,
      regionIou: 0.1,
      trackShare: 0.1,
      falsePositivesPerFrame: 1,
      tracks: "LINKED_COMPONENTS",
      frames: frames.length,
      anomalousFrames,
      regionCount: frames.reduce((sum, { regions }) => sum + regions.length, 0),
      trackCount: tracks,
    },
  };
}
