import { isDeepStrictEqual } from "node:util";
import type {
  CameraState,
  CameraUpdate,
  Gap,
  HealthReport,
  FrameResult,
  ScoreWriter,
} from "../services/score-writer.ts";
import type { TrackedAlert } from "../services/alert-log.ts";
import { HealthMeter } from "./health-meter.ts";

/** What one camera has to say and the database does not know yet. */
export class CameraLog {
  lastFrameAt: Date | undefined;
  #state: CameraState = "STARTING";
  #message: string | undefined;
  readonly #meter = new HealthMeter();
  readonly #alerts = new Set<TrackedAlert>();
  #entries: ({ frame: FrameResult } | { gap: Gap })[] = [];
  #droppedFrames = 0;
  #reconnects = 0;
  #reported: HealthReport | undefined;

  constructor(private readonly writer: ScoreWriter) {}

  get state(): CameraState {
    return this.#state;
  }

  /** True when that is news. */
  is(state: CameraState, message?: string): boolean {
    const news = state !== this.#state || message !== this.#message;
    this.#state = state;
    this.#message = message;
    return news;
  }

  frame(frame: FrameResult): void {
    this.#meter.scored();
    this.#entries.push({ frame });
  }

  gap(gap: Gap): void {
    this.#entries.push({ gap });
  }

  alert(alert: TrackedAlert): void {
    this.#alerts.add(alert);
  }

  dropped(frames: number): void {
    this.#droppedFrames += frames;
  }

  reconnected(): void {
    this.#reconnects++;
  }

  /** Writes all there is; what could not be written waits for the next time. */
  async write(): Promise<void> {
    const entries = this.#entries;
    const alerts = [...this.#alerts];
    const health = this.#health();
    if (entries.length + alerts.length === 0 && !health) return;

    this.#entries = [];
    this.#alerts.clear();
    try {
      await this.writer.write({ entries, alerts, health } satisfies CameraUpdate);
    } catch (error) {
      this.#entries = [...entries, ...this.#entries];
      for (const alert of alerts) this.#alerts.add(alert);
      throw error;
    }
    if (health) this.#acknowledge(health);
    const now = Date.now();
    for (const entry of entries) {
      if ("frame" in entry) this.#meter.published(now - entry.frame.at.getTime());
    }
  }

  #acknowledge(health: HealthReport): void {
    this.#droppedFrames -= health.droppedFrames;
    this.#reconnects -= health.reconnects;
    this.#reported = { ...health, droppedFrames: 0, reconnects: 0 };
  }

  /** Undefined when nothing is new. */
  #health(): HealthReport | undefined {
    const latency = this.#meter.latencyP95();
    const health: HealthReport = {
      state: this.#state,
      lastFrameAt: this.lastFrameAt,
      framesPerSecond: Math.round(this.#meter.framesPerSecond() * 10) / 10,
      latencyP95: latency === undefined ? undefined : Math.round(latency),
      message: this.#message,
      droppedFrames: this.#droppedFrames,
      reconnects: this.#reconnects,
    };
    return isDeepStrictEqual(health, this.#reported) ? undefined : health;
  }
}
