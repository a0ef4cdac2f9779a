import { tf } from "../../engine/backend.ts";
import type { LabelledTerms } from "../../engine/evaluation.ts";
import { clipScores } from "../../engine/evaluation.ts";
import type { FrameSource } from "../../engine/frame-source.ts";
import { steps, toPixels } from "../../engine/frames.ts";
import { distanceLevel } from "../../engine/measure.ts";
import { similarities } from "../../engine/memory.ts";
import { getTensor } from "../../engine/network.ts";
import type { Model } from "../../engine/model.ts";
import { sampleFrames } from "../../engine/parameters.ts";
import { predictRun } from "../../engine/predict-run.ts";
import { Predictor } from "../../engine/predictor.ts";
import { steadyClip } from "../../engine/view.ts";
import type { FrameMaps } from "./figures/maps-figure.ts";

interface Place {
  clip: number;
  frame: number;
  anomalous: boolean;
}

/** The maps of the most anomalous frame and of an ordinary one (fig. 7). */
export async function drawMaps(
  model: Model,
  clips: readonly FrameSource[],
  terms: readonly LabelledTerms[],
): Promise<FrameMaps[]> {
  const { settings } = model;
  const predictor = new Predictor(model.network);
  try {
    const raw = [];
    for (const place of choose(model, terms)) {
      const given = clips[place.clip];
      if (!given) continue;
      const clip = steadyClip(given, model.view, settings);
      const bytes = await clip.read(place.frame - sampleFrames + 1, sampleFrames);
      raw.push({ place, clip, bytes, ...mapsOf(predictor, bytes) });
    }
    const largest = Math.max(...raw.flatMap(({ error }) => error.reduce((a, b) => Math.max(a, b), 0))); // prettier-ignore
    return raw.map(({ place, clip, bytes, error, distance }) => {
      const mean = error.reduce((sum, value) => sum + value, 0) / error.length;
      return {
        clip: clip.name,
        frame: place.frame,
        anomalous: place.anomalous,
        width: settings.width,
        height: settings.height,
        picture: base64(bytes.subarray(-settings.width * settings.height)),
        // Errors span decades: their root is what the eye can tell apart.
        error: base64(error.map((value) => 255 * Math.sqrt(value / largest))),
        ...(distance && { distance: base64(stretched(distance)) }),
        above: base64(error.map((value) => (value > mean ? 255 : 0))),
      };
    });
  } finally {
    predictor.dispose();
  }
}

function choose({ settings, calibration }: Model, terms: readonly LabelledTerms[]): Place[] {
  const { streams } = settings;
  const protocol = { streams, normalisation: "CAUSAL", smoothing: 0 } as const;
  const scores = clipScores(terms, protocol, calibration);
  const all = scores.flatMap((clip, index) =>
    clip.map((score, at) => {
      const frame = (terms[index]?.terms.firstFrame ?? 0) + at;
      return { clip: index, frame, score, anomalous: terms[index]?.labels[frame] ?? false };
    }),
  );
  const rising = all.toSorted((a, b) => a.score - b.score);
  const worst = rising.findLast(({ anomalous }) => anomalous);
  const normal = rising.filter(({ anomalous }) => !anomalous);
  const beside = normal.filter(({ clip }) => clip === worst?.clip);
  const usual = beside.length > 0 ? beside : normal;
  return [worst, usual[Math.floor(usual.length / 2)]].filter((place) => place !== undefined);
}

function mapsOf(predictor: Predictor, bytes: Uint8Array) {
  const { width, height, streams } = predictor.settings;
  return tf.tidy(() => {
    const pixels = toPixels(bytes, predictor.settings);
    const outputs = predictRun(predictor, pixels);
    const before = steps(pixels, sampleFrames - 2, 1);
    const last = steps(pixels, sampleFrames - 1, 1);
    const still = outputs.spatial?.prediction ?? before;
    const motion = outputs.temporal?.prediction ?? tf.sub(last, before);
    const error = tf.squaredDifference(tf.add(still, motion), last);

    const distances = (["spatial", "temporal"] as const).flatMap((stream) => {
      const level = distanceLevel(predictor.settings);
      const queries = level === undefined ? undefined : outputs[stream]?.queries[level];
      if (level === undefined || !queries) return [];
      const items = getTensor<tf.Tensor2D>(predictor.weights, `${stream}/memory${level}`);
      const nearest = tf.max(similarities(queries, items), 1);
      const [rows, cols] = [height / 2 ** level, width / 2 ** level];
      return [tf.sqrt(tf.maximum(tf.sub(2, tf.mul(nearest, 2)), 0)).reshape([1, rows, cols, 1])];
    });
    const mean = distances.length > 0 && streams && tf.div(tf.addN(distances), distances.length);
    return {
      error: error.dataSync<"float32">(),
      distance: mean
        ? tf.image.resizeNearestNeighbor(mean as tf.Tensor4D, [height, width]).dataSync<"float32">()
        : undefined,
    };
  });
}

/** From the least to the largest value on 0..255. */
function stretched(values: Float32Array): Float32Array {
  const low = values.reduce((a, b) => Math.min(a, b), Infinity);
  const high = values.reduce((a, b) => Math.max(a, b), -Infinity);
  return values.map((value) => (255 * (value - low)) / (high - low || 1));
}

const base64 = (values: ArrayLike<number>): string =>
  Buffer.from(Uint8ClampedArray.from(values).buffer).toString("base64");
