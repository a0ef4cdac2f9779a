import { setImmediate } from "node:timers/promises";
import { tf } from "./backend.ts";
import { Compiled } from "./compile.ts";
import type { FrameSource } from "./frame-source.ts";
import { pixelsOf, steps, uploadFrames } from "./frames.ts";
import { measure, readTerms } from "./measure.ts";
import type { Model } from "./model.ts";
import { sampleFrames } from "./parameters.ts";
import { predictRun } from "./predict-run.ts";
import { Predictor } from "./predictor.ts";
import type { ModelSettings } from "./settings.ts";
import type { ClipTerms, FrameTerms } from "./terms.ts";
import { steadyFrames } from "./view.ts";

interface ScoreOptions {
  signal?: AbortSignal;
  /** Called with the number of frames scored so far. */
  onFrames?: (done: number) => void;
}

/** Scores clips by a model whose weights stay as they are; one for many clips compiles its graph once. */
export class ClipScorer {
  private readonly predictor: Predictor;
  private readonly compiled: Compiled;

  constructor(private readonly model: Pick<Model, "network" | "view">) {
    const { network } = model;
    this.predictor = new Predictor(network);
    this.compiled = new Compiled((uploaded) => [this.terms(pixelsOf(uploaded))]);
  }

  /** The terms of every frame from the sixth on. A clip shorter than that has none. */
  async score(clip: FrameSource, { signal, onFrames }: ScoreOptions = {}): Promise<ClipTerms> {
    const history = sampleFrames - 1;
    const frames: FrameTerms[] = [];
    const total = Math.max(0, clip.frameCount - history);
    const run = Math.min(total, framesAtOnce(this.predictor.settings));
    while (frames.length < total) {
      signal?.throwIfAborted();
      // The last run reaches back over scored frames: another length would be another graph.
      const from = Math.min(frames.length, total - run);
      const scored = this.run(await clip.read(from, run + history));
      frames.push(...scored.slice(frames.length - from));
      onFrames?.(frames.length);
      await setImmediate(); // lets an abort in, as the network itself blocks
    }
    return { firstFrame: history, frames };
  }

  /** Terms of all frames given but the first five, whose features they share. */
  run(given: Uint8Array): FrameTerms[] {
    const { settings } = this.predictor;
    const { bytes, noise } = steadyFrames(given, this.model.view, settings);
    const uploaded = uploadFrames(bytes, settings);
    const [table] = this.compiled.call(uploaded) as [tf.Tensor2D];
    const frames = readTerms(table, noise.slice(sampleFrames - 1));
    tf.dispose([uploaded, table]);
    return frames;
  }

  dispose(): void {
    this.compiled.dispose();
    this.predictor.dispose();
  }

  private terms(pixels: tf.Tensor4D): tf.Tensor2D {
    const { predictor } = this;
    const count = pixels.shape[0] - sampleFrames + 1; // pixels: [count + 5, h, w, 1]
    const truth = {
      before: steps(pixels, sampleFrames - 2, count),
      last: steps(pixels, sampleFrames - 1, count),
    };
    return measure(predictor, predictRun(predictor, pixels), truth);
  }
}

/** `ClipScorer.score` for one clip. */
export async function scoreClip(
  model: Pick<Model, "network" | "view">,
  clip: FrameSource,
  options?: ScoreOptions,
): Promise<ClipTerms> {
  const scorer = new ClipScorer(model);
  try {
    return await scorer.score(clip, options);
  } finally {
    scorer.dispose();
  }
}

/** Enough that the three frames encoded for their past alone cost little, few enough for the memory. */
function framesAtOnce({ width, height, baseChannels }: ModelSettings): number {
  return Math.min(32, Math.max(8, Math.round(4e6 / (width * height * baseChannels))));
}
