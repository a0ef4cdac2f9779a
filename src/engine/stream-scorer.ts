import { tf } from "./backend.ts";
import { Compiled } from "./compile.ts";
import { pixelsOf, uploadFrames } from "./frames.ts";
import { measure, readTerms } from "./measure.ts";
import type { Model } from "./model.ts";
import { sampleFrames } from "./parameters.ts";
import { Predictor } from "./predictor.ts";
import { streamStates, streamStep } from "./stream-step.ts";
import type { FrameTerms } from "./terms.ts";
import { steadyFrames, type SteadyFrames } from "./view.ts";

/**
 * Scores running cameras: of each only the newest frame is encoded, and the shifts' moved channels are
 * kept from the frame before. Cameras of one call are one batch; they may join and leave at any call.
 */
export class StreamScorer<Key = string> {
  private readonly predictor: Predictor;
  private readonly compiled: Compiled;
  /** The cameras in the order of their rows in `states`. */
  private keys: Key[] = [];
  /** As `streamStates` lists them, `[cameras, …]`. */
  private states: tf.Tensor4D[] = [];
  /** Frames seen of each camera since it was reset. */
  private readonly seen = new Map<Key, number>();

  constructor(private readonly model: Pick<Model, "network" | "view">) {
    this.predictor = new Predictor(model.network);
    this.compiled = new Compiled((uploaded, ...states) =>
      this.advance(pixelsOf(uploaded), states as tf.Tensor4D[]),
    );
  }

  /** One new frame of each camera. The first five of a camera since it was reset give undefined. */
  async score(frames: ReadonlyMap<Key, Uint8Array>): Promise<Map<Key, FrameTerms | undefined>> {
    const keys = [...frames.keys()];
    if (keys.length === 0) return new Map();
    const { bytes, noise } = this.joined(frames);
    const uploaded = uploadFrames(bytes, this.predictor.settings);
    const waiting = this.keys.filter((key) => !frames.has(key));
    const states = this.statesOf(keys);
    const [table, ...next] = this.compiled.call(uploaded, ...states) as [
      tf.Tensor2D,
      ...tf.Tensor4D[],
    ];
    const terms = readTerms(table, noise);
    const kept = waiting.length > 0 ? this.withWaiting(next, waiting) : next;
    tf.dispose([uploaded, table, ...states, ...this.states, ...(kept === next ? [] : next)]);
    this.states = kept;
    this.keys = [...keys, ...waiting];

    return new Map(
      keys.map((key, row) => {
        const seen = (this.seen.get(key) ?? 0) + 1;
        this.seen.set(key, seen);
        return [key, seen >= sampleFrames ? terms[row] : undefined];
      }),
    );
  }

  /** Forgets the camera's past: after a gap, frames on its two sides are no neighbours. */
  reset(key: Key): void {
    // What the states still hold cannot reach a score: by then five newer frames have replaced it.
    this.seen.delete(key);
  }

  /** Frees what is kept of the camera. */
  remove(key: Key): void {
    this.seen.delete(key);
    const rest = this.keys.filter((other) => other !== key);
    if (rest.length === this.keys.length) return;
    const states = rest.length > 0 ? tf.tidy(() => this.rows(this.states, rest)) : [];
    tf.dispose(this.states);
    this.states = states;
    this.keys = rest;
  }

  dispose(): void {
    tf.dispose(this.states);
    this.states = [];
    this.keys = [];
    this.seen.clear();
    this.compiled.dispose();
    this.predictor.dispose();
  }

  /** The frames one after another, steadied, and the noise that each had. */
  private joined(frames: ReadonlyMap<Key, Uint8Array>): SteadyFrames {
    const { width, height } = this.predictor.settings;
    const size = width * height;
    const bytes = new Uint8Array(frames.size * size);
    let offset = 0;
    for (const frame of frames.values()) {
      if (frame.length !== size) {
        throw new RangeError(
          `A frame must have ${width}×${height} = ${size} bytes, not ${frame.length}.`,
        );
      }
      bytes.set(frame, offset);
      offset += size;
    }
    return steadyFrames(bytes, this.model.view, this.predictor.settings);
  }

  /** The terms' table and the next states. */
  private advance(pixels: tf.Tensor4D, states: tf.Tensor4D[]): tf.Tensor[] {
    const step = streamStep(this.predictor, pixels, states);
    return [measure(this.predictor, step.predictions, step.truth), ...step.states];
  }

  private statesOf(keys: readonly Key[]): tf.Tensor4D[] {
    if (keys.length === this.keys.length && keys.every((key, row) => key === this.keys[row])) {
      return this.states;
    }
    return tf.tidy(() => {
      const fresh = this.emptyStates();
      const all =
        this.states.length > 0
          ? this.states.map((state, index) => tf.concat4d([state, fresh[index] as tf.Tensor4D], 0))
          : fresh;
      return this.rows(all, keys);
    });
  }

  /** The keys' rows; a key without one gets the row after the last, which is empty. */
  private rows(states: readonly tf.Tensor4D[], keys: readonly Key[]): tf.Tensor4D[] {
    const indices = keys.map((key) => {
      const row = this.keys.indexOf(key);
      return row < 0 ? this.keys.length : row;
    });
    return states.map((state) => tf.gather(state, tf.tensor1d(indices, "int32")));
  }

  private withWaiting(states: tf.Tensor4D[], waiting: readonly Key[]): tf.Tensor4D[] {
    return tf.tidy(() => {
      const rest = this.rows(this.states, waiting);
      return states.map((state, index) => tf.concat4d([state, rest[index] as tf.Tensor4D], 0));
    });
  }

  /** One camera's states before its first frame. */
  private emptyStates(): tf.Tensor4D[] {
    const shapes = [...streamStates(this.predictor.settings).values()];
    return shapes.map((shape) => tf.zeros<tf.Rank.R4>([1, ...shape] as tf.Tensor4D["shape"]));
  }
}
