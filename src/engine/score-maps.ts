import { errorMaps, type MapOptions } from "./error-maps.ts";
import type { FrameSource } from "./frame-source.ts";
import type { ClipMaps } from "./localisation.ts";
import { cellSize } from "./measure.ts";
import type { Model } from "./model.ts";
import { sampleFrames, type Stream } from "./parameters.ts";

/**
 * A clip's maps of anomaly: the mean of both streams' breadths of error, each in spreads above the usual
 * of a frame's worst place, both known from normal footage. No clip is scaled by its own future.
 */
export async function scoreMaps(
  model: Pick<Model, "network" | "view" | "calibration">,
  clip: FrameSource,
  options: MapOptions = {},
): Promise<ClipMaps> {
  const { calibration } = model;
  const { settings } = model.network;
  const frames: Float32Array[] = [];
  for await (const { maps } of errorMaps(model, clip, options)) {
    const streams = Object.entries(maps) as [Stream, Float32Array][];
    const score = new Float32Array(streams[0]?.[1].length ?? 0);
    for (const [stream, errors] of streams) {
      const usual = calibration.components[`${stream}Breadth`];
      if (!usual) throw new Error(`The model's calibration does not know ${stream}Breadth.`);
      for (const [cell, error] of errors.entries()) {
        score[cell] = (score[cell] ?? 0) + (error - usual.centre) / usual.spread / streams.length;
      }
    }
    frames.push(score);
  }
  return {
    name: clip.name,
    firstFrame: sampleFrames - 1,
    width: settings.width / cellSize,
    height: settings.height / cellSize,
    frames,
  };
}
