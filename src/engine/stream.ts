import { tf } from "./backend.ts";
import {
  addActivated,
  addScaled,
  convolve,
  depthToSpace,
  globalMean,
  normaliseBatch,
  shiftChannels,
} from "./kernels.ts";
import { recall, toQueries } from "./memory.ts";
import { getTensor, type Tensors } from "./network.ts";
import { levels, memoryLevels, shiftFraction, type Stream } from "./parameters.ts";
import type { ModelSettings } from "./settings.ts";

/** The moved channels of one temporal shift, of the frame before: `[n, h, w, c / 4]`. */
export type ShiftPasts = tf.Tensor4D[];

export interface StreamOutput {
  /** `[n, height, width, 1]`, in −1..1. */
  prediction: tf.Tensor4D;
  /** Of each level that has a memory, full resolution being 0: `[n·h·w, c]`, of length 1. */
  queries: Record<number, tf.Tensor2D>;
}

type OnAverages = (norm: string, mean: tf.Tensor, variance: tf.Tensor) => void;

/** One stream of the network over a set of weights. Its shapes are those of the paper's figures 3–5. */
export class StreamNetwork {
  constructor(
    private readonly settings: ModelSettings,
    private readonly stream: Stream,
    private readonly weights: Tensors,
    /** In training: norms use the batch's statistics and hand out their new averages. */
    private readonly onAverages?: OnAverages,
  ) {}

  /**
   * Features of every level, of all frames whose three predecessors are there. `frames` holds the
   * steps one after another, `batch` frames each: `[steps·batch, h, w, 1]`.
   */
  encode(frames: tf.Tensor4D, batch: number): tf.Tensor4D[] {
    let x = this.convolution("stem", frames, { inputGradient: false });
    const features: tf.Tensor4D[] = [];
    const last = this.settings.temporalShift ? frames.shape[0] - levels * batch : frames.shape[0];
    for (let level = 0; level < levels; level++) {
      if (this.settings.temporalShift) {
        const moved = x.shape[3] / shiftFraction;
        const current = tf.slice4d(x, [batch, 0, 0, 0], [-1, -1, -1, -1]);
        x = this.shiftResidual(level, current, shiftChannels(x, batch, moved));
      } else {
        x = this.shiftResidual(level, x, x);
      }
      const unread = x.shape[0] - last;
      features.push(unread === 0 ? x : tf.slice4d(x, [unread, 0, 0, 0], [-1, -1, -1, -1]));
      x = this.convolution(`encoder${level}/down`, x, { stride: 2 });
    }
    return [...features, x];
  }

  /** `encode` for the newest frame of each camera alone, given what the shifts kept of the last one. */
  encodeNext(
    frames: tf.Tensor4D,
    pasts: ShiftPasts,
  ): { features: tf.Tensor4D[]; pasts: ShiftPasts } {
    let x = this.convolution("stem", frames);
    const features: tf.Tensor4D[] = [];
    const next: ShiftPasts = [];
    for (let level = 0; level < levels; level++) {
      const past = pasts[level];
      let shifted = x;
      if (past) {
        const moved = past.shape[3];
        next.push(tf.slice4d(x, [0, 0, 0, 0], [-1, -1, -1, moved]));
        shifted = tf.concat4d([past, tf.slice4d(x, [0, 0, 0, moved], [-1, -1, -1, -1])], 3);
      }
      x = this.shiftResidual(level, x, shifted);
      features.push(x);
      x = this.convolution(`encoder${level}/down`, x, { stride: 2 });
    }
    return { features: [...features, x], pasts: next };
  }

  /** The frame that follows, from every level's features through memory, decoder and skips. */
  decode(features: readonly tf.Tensor4D[]): StreamOutput {
    const { skip, readTemperature } = this.settings;
    const queries: Record<number, tf.Tensor2D> = {};
    const remembered = memoryLevels(this.settings);
    // What a level hands on to the decoder: the read, beside it the query or the features; without memory itself.
    const leaving = features.map((feature, level): tf.Tensor4D[] => {
      if (!remembered.includes(level)) return skip === "NONE" && level < levels ? [] : [feature];
      const query = toQueries(feature);
      queries[level] = query;
      const items = getTensor<tf.Tensor2D>(this.weights, `${this.stream}/memory${level}`);
      const read = recall(query, items, readTemperature).reshape<tf.Tensor4D>(feature.shape);
      if (skip === "FEATURES") return [feature, read];
      return skip === "CONCAT" ? [query.reshape(feature.shape), read] : [read];
    });

    let x = concatChannels(leaving[levels] ?? []); // [n, h/8, w/8, 16c]
    for (let level = levels - 1; level >= 0; level--) {
      // A 2×2, stride-2 deconvolution; the activation does not mind coming before the rearrangement.
      x = depthToSpace(this.convolution(`decoder${level}/up`, x));
      if (this.settings.channelAttention) x = this.attend(level, x);
      x = concatChannels([x, ...(leaving[level] ?? [])]); // [n, h/2^level, …, 3c·2^level]
    }
    const head = this.convolution("head", x, { activate: false });
    return { prediction: tf.tanh(head), queries };
  }

  /** Eq. 1: `q'' = δ(q ⊕ W2·δ(W1·shift(q)))`. */
  private shiftResidual(level: number, q: tf.Tensor4D, shifted: tf.Tensor4D): tf.Tensor4D {
    const first = this.convolution(`encoder${level}/shift1`, shifted);
    return addActivated(q, this.convolution(`encoder${level}/shift2`, first, { activate: false }));
  }

  /** Eq. 2–4: `U = W2·δ(BN(W1·q))`, `s = σ(W4·δ(W3·GAP(U)))`, `q' = q ⊕ U⊗s`. */
  private attend(level: number, q: tf.Tensor4D): tf.Tensor4D {
    const decoder = `decoder${level}`;
    const u = this.convolution(`${decoder}/attention2`, this.normalised(decoder, q), {
      activate: false,
    });
    const squeeze = this.convolution(`${decoder}/squeeze`, globalMean(u)); // [n, 1, 1, c / r]
    const excite = this.convolution(`${decoder}/excite`, squeeze, { activate: false });
    return addScaled(q, u, tf.sigmoid(excite));
  }

  private normalised(decoder: string, q: tf.Tensor4D): tf.Tensor4D {
    const { onAverages } = this;
    if (!onAverages) return this.convolution(`${decoder}/attention1`, q); // the norm is folded into it
    const norm = `${this.stream}/${decoder}/norm`;
    const get = (part: string) => getTensor<tf.Tensor1D>(this.weights, `${norm}/${part}`);
    const kernel = getTensor<tf.Tensor4D>(
      this.weights,
      `${this.stream}/${decoder}/attention1/kernel`,
    );
    return normaliseBatch(
      convolve(q, kernel, undefined, { activate: false }),
      { scale: get("scale"), offset: get("offset"), mean: get("mean"), variance: get("variance") },
      (mean, variance) => onAverages(norm, mean, variance),
    );
  }

  private convolution(
    name: string,
    x: tf.Tensor4D,
    options?: Parameters<typeof convolve>[3],
  ): tf.Tensor4D {
    const kernel = getTensor<tf.Tensor4D>(this.weights, `${this.stream}/${name}/kernel`);
    return convolve(x, kernel, getTensor(this.weights, `${this.stream}/${name}/bias`), options);
  }
}

function concatChannels(tensors: tf.Tensor4D[]): tf.Tensor4D {
  const [only, ...others] = tensors;
  return only && others.length === 0 ? only : tf.concat4d(tensors, 3);
}
