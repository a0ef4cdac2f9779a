import { setImmediate, setTimeout as delay } from "node:timers/promises";
import type { Logger } from "../platform/logging.ts";
import type { Model } from "../engine/model.ts";
import { StreamScorer } from "../engine/stream-scorer.ts";
import type { FrameTerms } from "../engine/terms.ts";
import type { FrameQueue, QueuedFrame } from "./frame-queue.ts";

export interface ScoredCamera {
  readonly id: string;
  readonly queue: FrameQueue;
  /** Without terms while the network has not seen enough frames since the last cut. */
  scored(frame: QueuedFrame, terms: FrameTerms | undefined, by: ModelScorer): void;
  failed(frame: QueuedFrame): void;
}

/**
 * While the network computes, nothing else runs: neither the leases' renewal nor the decoders.
 * Batches are kept small enough to take no longer than this.
 */
const targetBatchMs = 500;
const largestBatch = 32;
const pauseAfterFailureMs = 1000;

/** Scores all cameras that use one model, whatever frames have come of them in one batch. */
export class ModelScorer {
  readonly #cameras = new Map<string, ScoredCamera>();
  readonly #scorer: StreamScorer;
  readonly #running: Promise<void>;
  #batch: Promise<void> = Promise.resolve();
  #batchLimit = 4;
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(
    readonly modelId: string,
    readonly model: Model,
    private readonly log: Logger,
  ) {
    this.#scorer = new StreamScorer(model);
    this.#running = this.#run();
  }

  add(camera: ScoredCamera): void {
    this.#cameras.set(camera.id, camera);
    this.wake();
  }

  /** Call when a camera's queue has a new frame. */
  wake(): void {
    this.#wake?.();
  }

  /** Once it resolves the camera hears nothing more; what waits in its queue stays there. */
  async remove(camera: ScoredCamera): Promise<void> {
    this.#cameras.delete(camera.id);
    await this.#batch;
    this.#scorer.remove(camera.id);
  }

  /** As `remove`, after all that waits in the camera's queue has been scored. */
  async drain(camera: ScoredCamera): Promise<void> {
    while (camera.queue.length > 0 && this.#cameras.has(camera.id)) {
      await this.#batch;
      await delay(10);
    }
    await this.remove(camera);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.wake();
    await this.#running;
    this.#scorer.dispose();
    this.model.dispose();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const frames = this.#gather();
      if (frames.size > 0) {
        this.#batch = this.#score(frames);
        await this.#batch;
        await setImmediate(); // the decoders' turn
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  /** One frame of each camera that has any; where that is too many, the rest come first next time. */
  #gather(): Map<ScoredCamera, QueuedFrame> {
    const ready = [...this.#cameras.values()].filter(({ queue }) => queue.length > 0);
    const frames = new Map<ScoredCamera, QueuedFrame>();
    for (const camera of ready.slice(0, this.#batchLimit)) {
      const frame = camera.queue.take();
      if (frame) frames.set(camera, frame);
    }
    if (ready.length > frames.size) {
      for (const camera of frames.keys()) {
        this.#cameras.delete(camera.id);
        this.#cameras.set(camera.id, camera);
      }
    }
    return frames;
  }

  async #score(batch: ReadonlyMap<ScoredCamera, QueuedFrame>): Promise<void> {
    const pixels = new Map<string, Uint8Array>();
    for (const [camera, frame] of batch) {
      if (frame.cut) this.#scorer.reset(camera.id);
      pixels.set(camera.id, frame.pixels);
    }
    try {
      const startedAt = performance.now();
      const terms = await this.#scorer.score(pixels);
      const frameMs = (performance.now() - startedAt) / batch.size;
      this.#batchLimit = Math.min(Math.max(Math.floor(targetBatchMs / frameMs), 1), largestBatch);
      for (const [camera, frame] of batch) camera.scored(frame, terms.get(camera.id), this);
    } catch (error) {
      this.log.error({ err: error, modelId: this.modelId }, "A batch of frames was not scored.");
      for (const [camera, frame] of batch) {
        this.#scorer.reset(camera.id);
        camera.failed(frame);
      }
      await delay(pauseAfterFailureMs);
    }
  }
}
