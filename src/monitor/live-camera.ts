import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Logger } from "../platform/logging.ts";
import type { FrameTerms } from "../engine/terms.ts";
import { AppError } from "../errors.ts";
import { LeaseLostError, type CameraState, type ScoreWriter } from "../services/score-writer.ts";
import type { CameraPast, WatchedCamera } from "../services/watched-cameras.ts";
import { AlertTracker } from "./alert-tracker.ts";
import { CameraLog } from "./camera-log.ts";
import { FrameJudge } from "./frame-judge.ts";
import { FrameQueue, type OpenGap, type QueuedFrame } from "./frame-queue.ts";
import type { ModelScorer, ScoredCamera } from "./model-scorer.ts";
import type { ModelScorers } from "./model-scorers.ts";
import { playSource, type Source } from "./play-source.ts";

/** Scores wait for so long at most before they are stored: a segment is about a second of frames. */
const writeEveryMs = 1000;
const queueSeconds = 2;
const smallestQueue = 10;

export interface CameraParts {
  writer: ScoreWriter;
  models: ModelScorers;
  /** The path or address that ffmpeg opens for a camera's source. */
  resolve: (sourceUrl: string) => Promise<string>;
  log: Logger;
  onEnd: () => void;
  onLeaseLost: () => void;
}

/** One camera while this monitor holds its lease: source, queue, model, then scores, gaps and alerts. */
export class LiveCamera implements ScoredCamera {
  readonly id: string;
  readonly queue = new FrameQueue(smallestQueue);
  readonly #log: CameraLog;
  readonly #judge: FrameJudge;
  readonly #over = new AbortController();
  readonly #writing: Promise<void>;
  #urgent = Promise.withResolvers<void>();
  #changes: Promise<void> = Promise.resolve();
  #scorer: ModelScorer | undefined;
  #playing: { source: Source; stop: AbortController; stopped: Promise<void> } | undefined;
  #wasLive: boolean;
  #gapBeforeNext: OpenGap | undefined;
  #failure: string | undefined;

  constructor(
    camera: WatchedCamera,
    stateBefore: CameraState,
    past: CameraPast,
    private readonly parts: CameraParts,
  ) {
    this.id = camera.id;
    this.#log = new CameraLog(parts.writer);
    this.#judge = new FrameJudge(this.#log, new AlertTracker(camera.policy, past.alerts));
    // The monitor before did not say that it was over: frames have passed that nobody scored.
    this.#wasLive = stateBefore === "LIVE" || stateBefore === "RECONNECTING";
    if (this.#wasLive) {
      this.#is("RECONNECTING", "Another monitor is taking over.");
      if (past.lastScoreAt) this.#gapBeforeNext = { reason: "RESTARTED", from: past.lastScoreAt };
    }
    this.#writing = this.#writeRegularly();
  }

  /** Makes what runs match what is wanted. Cheap when it does already. */
  reconcile(camera: WatchedCamera): void {
    this.#changes = this.#changes
      .then(() => (this.#over.signal.aborted ? undefined : this.#adopt(camera)))
      .catch((error: unknown) => this.#cannot(error));
  }

  /** Scores what has been decoded, writes all and lets go. The lease is still held afterwards. */
  async stop(state: "STOPPED" | "ENDED" | "RECONNECTING", message?: string): Promise<void> {
    this.#over.abort();
    await this.#changes;
    const gap = this.#gapBeforeNext;
    await this.#stopPlaying();
    await this.#letGo();
    // A monitor that takes over says itself what was missed, and goes on with an open alert.
    if (state !== "RECONNECTING") this.#judge.finish(new Date(), gap);
    this.#is(state, message);
    await this.#writing;
    await this.#log.write();
  }

  /** Lets go and writes nothing: the camera may be another monitor's. */
  async abandon(): Promise<void> {
    this.#over.abort();
    this.#playing?.stop.abort();
    await this.#changes;
    this.#playing?.stop.abort();
    await this.#letGo();
  }

  scored(frame: QueuedFrame, terms: FrameTerms | undefined, by: ModelScorer): void {
    if (this.#judge.judge(frame, terms, by)) this.#urgent.resolve();
  }

  failed(frame: QueuedFrame): void {
    this.#log.dropped(1);
    this.#judge.missed(frame);
    this.queue.cut();
  }

  async #adopt(camera: WatchedCamera): Promise<void> {
    this.#judge.alerts.policy = camera.policy;
    this.queue.capacity = Math.max(Math.ceil(camera.frameRate * queueSeconds), smallestQueue);
    if (!camera.model) {
      await this.#stopPlaying();
      await this.#letGo();
      return this.#is("FAILED", "No model is active on this camera.");
    }
    const url = await this.#addressOf(camera);
    const scorer =
      this.#scorer?.modelId === camera.model.id
        ? this.#scorer
        : await this.parts.models.acquire(camera.model);

    const { width, height } = scorer.model.settings;
    const { loop, frameRate, masks } = camera;
    const source: Source = { url, loop, frameRate, masks, width, height };
    const goesOn = isDeepStrictEqual(source, this.#playing?.source);
    if (!goesOn) await this.#stopPlaying();
    if (scorer !== this.#scorer) {
      await this.#letGo();
      if (goesOn) this.queue.rewind();
      this.#scorer = scorer;
    }
    scorer.add(this);
    if (!goesOn) this.#play(source);
    // Whatever a reconciliation before this one complained of is over.
    if (this.#log.state === "LIVE") this.#is("LIVE");
  }

  async #addressOf(camera: WatchedCamera): Promise<string> {
    try {
      return await this.parts.resolve(camera.sourceUrl);
    } catch (error) {
      await this.#stopPlaying(); // what still plays is no longer what is wanted
      throw error;
    }
  }

  #play(source: Source): void {
    if (!this.#wasLive) this.#is("STARTING");
    const stop = new AbortController();
    const audience = {
      frame: (pixels: Uint8Array, first: boolean) => this.#arrived(pixels, first),
      lost: (message: string) => this.#lost(message),
    };
    const stopped = playSource(source, audience, stop.signal).then(
      () => (stop.signal.aborted ? undefined : this.parts.onEnd()),
      (error: unknown) => {
        this.#playing = undefined; // the next reconciliation plays it again
        this.#lost(this.#messageOf(error));
      },
    );
    this.#playing = { source, stop, stopped };
  }

  #arrived(pixels: Uint8Array, first: boolean): void {
    const at = new Date();
    if (first) {
      this.#wasLive = true;
      this.#is("LIVE");
    }
    this.#log.lastFrameAt = at;
    const dropped = this.queue.push({ pixels, at, cut: first, gap: this.#gapBeforeNext });
    this.#gapBeforeNext = undefined;
    this.#log.dropped(dropped);
    this.#scorer?.wake();
  }

  #lost(message: string): void {
    if (!this.#wasLive) return this.#is("FAILED", message);
    if (this.#log.state === "LIVE") this.#log.reconnected();
    this.#is("RECONNECTING", message);
    const from = this.#log.lastFrameAt;
    if (from) this.#gapBeforeNext ??= { reason: "SOURCE_LOST", from };
  }

  async #stopPlaying(): Promise<void> {
    const playing = this.#playing;
    if (!playing) return;
    this.#playing = undefined;
    playing.stop.abort();
    await playing.stopped;
    await this.#scorer?.drain(this);
    const from = this.#log.lastFrameAt;
    if (from) this.#gapBeforeNext ??= { reason: "RESTARTED", from };
  }

  async #letGo(): Promise<void> {
    const scorer = this.#scorer;
    if (!scorer) return;
    this.#scorer = undefined;
    await scorer.remove(this);
    await this.parts.models.release(scorer);
  }

  #is(state: CameraState, message?: string): void {
    if (this.#log.is(state, message)) this.#urgent.resolve();
  }

  #cannot(error: unknown): void {
    const message = this.#messageOf(error);
    this.#is(this.#playing ? this.#log.state : "FAILED", message);
  }

  #messageOf(error: unknown): string {
    if (error instanceof AppError) return error.message;
    // It is tried again at every look: the same failure is told once.
    const failure = error instanceof Error ? error.message : String(error);
    if (failure !== this.#failure)
      this.parts.log.error({ err: error }, "A camera cannot be watched.");
    this.#failure = failure;
    return "Something went wrong; the monitor's log says what. It is being tried again.";
  }

  async #writeRegularly(): Promise<void> {
    const { signal } = this.#over;
    while (!signal.aborted) {
      const tick = delay(writeEveryMs, undefined, { signal }).catch(() => undefined);
      await Promise.race([tick, this.#urgent.promise]);
      this.#urgent = Promise.withResolvers();
      if (signal.aborted) return;
      try {
        await this.#log.write();
      } catch (error) {
        if (error instanceof LeaseLostError) return this.parts.onLeaseLost();
        this.parts.log.warn({ err: error }, "Scores wait to be stored.");
      }
    }
  }
}
