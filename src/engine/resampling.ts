import { quantile } from "./quantile.ts";
import { descending } from "./roc.ts";

/** One clip's frames: resampling draws clips, as the frames of one clip are alike. */
export interface ScoredClip {
  scores: readonly number[];
  labels: readonly boolean[];
}

/**
 * The 95 % interval of the AUC over all frames, from drawing as many clips again with replacement.
 * Frames are sorted once; a drawing only counts how often each frame's clip came.
 */
export function aucInterval(
  clips: readonly ScoredClip[],
  { resamples = 1000, seed = 0 } = {},
): [low: number, high: number] {
  const scores = Float64Array.from(clips.flatMap((clip) => clip.scores));
  const anomalous = clips.flatMap((clip) => clip.labels);
  const owners = clips.flatMap((clip, index) => clip.scores.map(() => index));
  const order = descending(scores);
  const label = Uint8Array.from(order, (frame) => (anomalous[frame] ? 1 : 0));
  const owner = Uint32Array.from(order, (frame) => owners[frame] ?? 0);
  const lastOfTie = Uint8Array.from(order, (frame, rank) =>
    scores[frame] === scores[order[rank + 1] ?? -1] ? 0 : 1,
  );

  const random = mulberry32(seed);
  const times = new Float64Array(clips.length);
  const areas: number[] = [];
  for (let resample = 0; resample < resamples; resample++) {
    times.fill(0);
    for (let draw = 0; draw < clips.length; draw++) {
      const clip = Math.floor(random() * clips.length);
      times[clip] = (times[clip] ?? 0) + 1;
    }
    const area = weightedAuc(label, owner, lastOfTie, times);
    if (!Number.isNaN(area)) areas.push(area); // a drawing of one class only has no area
  }
  const sorted = Float64Array.from(areas).sort();
  return [quantile(sorted, 0.025), quantile(sorted, 0.975)];
}

function weightedAuc(
  label: Uint8Array,
  owner: Uint32Array,
  lastOfTie: Uint8Array,
  times: Float64Array,
): number {
  let pairs = 0;
  let found = 0; // anomalous frames of higher score
  let [tiedAnomalous, tiedNormal] = [0, 0];
  let normal = 0;
  for (let rank = 0; rank < label.length; rank++) {
    const weight = times[owner[rank] ?? 0] ?? 0;
    if (label[rank] === 1) tiedAnomalous += weight;
    else tiedNormal += weight;
    if (lastOfTie[rank] === 0) continue;
    pairs += tiedNormal * (found + tiedAnomalous / 2);
    found += tiedAnomalous;
    normal += tiedNormal;
    tiedAnomalous = tiedNormal = 0;
  }
  return pairs / (found * normal); // NaN for one class: 0 / 0
}

/** A small seeded generator of uniform numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
