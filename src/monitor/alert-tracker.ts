import type { AlertExplanation, TrackedAlert } from "../services/alert-log.ts";
import { severityOf } from "./severity.ts";

export interface AlertPolicy {
  threshold: number;
  hysteresis: number;
  openAfterFrames: number;
  closeAfterFrames: number;
  cooldownSeconds: number;
}

export interface JudgedFrame {
  at: Date;
  score: number;
  modelId: string;
  /** Asked for only when the frame is a peak. */
  explain: () => AlertExplanation;
}

export interface AlertHistory {
  open?: TrackedAlert | undefined;
  lastEndedAt?: Date | undefined;
}

/**
 * Turns one camera's scores into alerts, frame by frame.
 *
 * An alert starts at the first of the frames that opened it and ends at the frame that closed it;
 * a frame between threshold and threshold − hysteresis neither opens nor closes one.
 */
export class AlertTracker {
  #open: TrackedAlert | undefined;
  #lastEndedAt: Date | undefined;
  #above = 0;
  #quiet = 0;
  /** The first and the worst frame of those at or above the threshold since the last below it. */
  #first: Date | undefined;
  #worst: TrackedAlert["peak"] | undefined;

  constructor(
    public policy: AlertPolicy,
    { open, lastEndedAt }: AlertHistory = {},
  ) {
    this.#open = open;
    this.#lastEndedAt = lastEndedAt;
  }

  /** The alert that this frame opened, made worse or closed. */
  judge(frame: JudgedFrame): TrackedAlert | undefined {
    return this.#open ? this.#follow(this.#open, frame) : this.#watch(frame);
  }

  /** Closes the open alert, when its camera is watched no longer. */
  close(at: Date): TrackedAlert | undefined {
    const alert = this.#open;
    if (!alert) return undefined;
    alert.endedAt = at;
    this.#lastEndedAt = at;
    this.#open = undefined;
    this.#forget();
    return alert;
  }

  #watch(frame: JudgedFrame): TrackedAlert | undefined {
    if (frame.score < this.policy.threshold) {
      this.#forget();
      return undefined;
    }
    this.#above++;
    this.#first ??= frame.at;
    if (!this.#worst || frame.score > this.#worst.score) this.#worst = peakOf(frame);
    if (this.#above < this.policy.openAfterFrames || this.#coolsDown(frame.at)) return undefined;

    const { threshold } = this.policy;
    this.#open = {
      modelId: frame.modelId,
      severity: severityOf(this.#worst.score, threshold),
      startedAt: this.#first,
      peak: this.#worst,
      threshold,
    };
    this.#forget();
    return this.#open;
  }

  #follow(alert: TrackedAlert, frame: JudgedFrame): TrackedAlert | undefined {
    const quiet = frame.score < this.policy.threshold - this.policy.hysteresis;
    this.#quiet = quiet ? this.#quiet + 1 : 0;
    if (this.#quiet >= this.policy.closeAfterFrames) return this.close(frame.at);

    if (frame.score <= alert.peak.score) return undefined;
    alert.peak = peakOf(frame);
    alert.severity = severityOf(frame.score, alert.threshold);
    return alert;
  }

  #coolsDown(at: Date): boolean {
    if (!this.#lastEndedAt) return false;
    return at.getTime() - this.#lastEndedAt.getTime() < this.policy.cooldownSeconds * 1000;
  }

  #forget(): void {
    this.#above = 0;
    this.#quiet = 0;
    this.#first = undefined;
    this.#worst = undefined;
  }
}

const peakOf = ({ score, at, explain }: JudgedFrame) => ({ score, at, explanation: explain() });
