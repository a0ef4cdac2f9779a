import { readMasks } from "../../datasets/read-masks.ts";
import type { FoundClip } from "../../datasets/read-dataset.ts";
import type { FrameSource } from "../../engine/frame-source.ts";
import { localise, type ClipMaps, type ClipMasks, type Localisation } from "../../engine/localisation.ts"; // prettier-ignore
import type { Model } from "../../engine/model.ts";
import { scoreMaps } from "../../engine/score-maps.ts";
import { startProgress } from "../terminal/progress.ts";

/** How well the model's scores tell where an anomaly is; `places[i]` is where `clips[i]` was found. */
export async function localiseClips(
  model: Model,
  places: readonly FoundClip[],
  clips: readonly FrameSource[],
  signal: AbortSignal,
): Promise<Localisation> {
  const { width, height } = model.settings;
  const masks: ClipMasks[] = [];
  for (const place of places) masks.push(await readMasks(place, { width, height, signal }));

  const frames = clips.reduce((sum, clip) => sum + clip.frameCount, 0);
  const progress = startProgress("Localising", frames);
  const maps: ClipMaps[] = [];
  let before = 0;
  try {
    for (const clip of clips) {
      const onFrames = (done: number): void => progress.update(before + done, clip.name);
      maps.push(await scoreMaps(model, clip, { signal, onFrames }));
      before += clip.frameCount;
    }
  } finally {
    progress.stop();
  }
  return localise(maps, masks);
}
