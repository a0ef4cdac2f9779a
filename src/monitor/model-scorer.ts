import { setTimeout as delay } from "node:timers/promises";
import type { FrameTerms } from "../engine/terms.ts";
import type { Logger } from "../platform/logging.ts";
import type { FrameQueue, QueuedFrame } from "./frame-queue.ts";
import type { OpenScorer } from "./scoring-engine.ts";

export interface ScoredCamera {
  readonly id: string;
  readonly queue: FrameQueue;
  /** Without terms while the network has not seen enough frames since the last cut. */
  scored(frame: QueuedFrame, terms: FrameTerms | undefined, by: ModelScorer): void;
  failed(frame: QueuedFrame): void;
}

/** A larger batch is hardly faster a frame, and lets the first of its frames wait for the last. */
const largestBatch = 16;
const pauseAfterFailureMs = 1000;

/** Scores all cameras that use one model, whatever frames have come of them in one batch. */
export class ModelScorer {
  readonly #cameras = new Map<string, ScoredCamera>();
  readonly #running: Promise<void>;
  #batch: Promise<void> = Promise.resolve();
  #wake: (() => void) | undefined;
  #closed = false;

  constructor(
    readonly modelId: string,
    readonly model: OpenScorer,
    private readonly log: Logger,
  ) {
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
    await this.model.forget(camera.id);
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
    await this.model.close();
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const frames = this.#gather();
      if (frames.size > 0) {
        this.#batch = this.#score(frames);
        await this.#batch;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  /** One frame of each camera that has any; where that is too many, the rest come first next time. */
  #gather(): Map<ScoredCamera, QueuedFrame> {
    const ready = [...this.#cameras.values()].filter(({ queue }) => queue.length > 0);
    const frames = new Map<ScoredCamera, QueuedFrame>();
    for (const camera of ready.slice(0, largestBatch)) {
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
    const frames = [...batch].map(([camera, { pixels, cut = false }]) => ({
      camera: camera.id,
      pixels,
      cut,
    }));
    try {
      const terms = await this.model.score(frames);
      [...batch].forEach(([camera, frame], index) => camera.scored(frame, terms[index], this));
    } catch (error) {
      this.log.error({ err: error, modelId: this.modelId }, "A batch of frames was not scored.");
      for (const [camera, frame] of batch) camera.failed(frame);
      await delay(pauseAfterFailureMs);
    }
  }
}
