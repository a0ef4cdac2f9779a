import { Worker } from "node:worker_threads";
import type {
  FrameToScore,
  OpenedModel,
  ScoringAnswer,
  ScoringCall,
  ScoringResult,
} from "./scoring-messages.ts";
import type { FrameTerms } from "../engine/terms.ts";

/** A model in the scoring thread. */
export interface OpenScorer extends OpenedModel {
  /** The frames' terms in their order; undefined for a camera's first five frames since a cut. */
  score(frames: readonly FrameToScore[]): Promise<(FrameTerms | undefined)[]>;
  forget(camera: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * TensorFlow in a thread of its own. While it computes, its thread does nothing else, and on a
 * machine with more cameras than it can score it computes all the time: leases, decoders and the
 * database must not have to wait for it.
 */
export class ScoringEngine {
  readonly #thread = new Worker(new URL("scoring-thread.ts", import.meta.url));
  readonly #waiting = new Map<number, PromiseWithResolvers<ScoringResult>>();
  readonly #died = Promise.withResolvers<never>();
  #calls = 0;
  #scorers = 0;

  constructor(private readonly weightsFolder: string) {
    this.#thread.on("message", (answer: ScoringAnswer) => {
      const waiting = this.#waiting.get(answer.id);
      this.#waiting.delete(answer.id);
      if ("error" in answer) waiting?.reject(new Error(answer.error));
      else waiting?.resolve(answer.result);
    });
    this.#thread.on("error", (error) => this.#died.reject(error));
    this.#thread.on("exit", () => this.#died.reject(new Error("The scoring thread has ended.")));
    this.#died.promise.catch(() => undefined);
  }

  /** Rejects when TensorFlow is gone for good: nothing can be scored in this process any more. */
  get died(): Promise<never> {
    return this.#died.promise;
  }

  async open(weightsSha256: string): Promise<OpenScorer> {
    const { weightsFolder } = this;
    const scorer = ++this.#scorers;
    const opened = await this.#call({ kind: "open", scorer, weightsFolder, weightsSha256 });
    return {
      ...(opened as OpenedModel),
      score: async (frames) =>
        (await this.#call({ kind: "score", scorer, frames })) as (FrameTerms | undefined)[],
      forget: async (camera) => void (await this.#call({ kind: "forget", scorer, camera })),
      close: async () => void (await this.#call({ kind: "close", scorer })),
    };
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #call(call: ScoringCall): Promise<ScoringResult> {
    const id = ++this.#calls;
    const waiting = Promise.withResolvers<ScoringResult>();
    this.#waiting.set(id, waiting);
    this.#thread.postMessage({ id, call });
    return Promise.race([waiting.promise, this.died]);
  }
}
