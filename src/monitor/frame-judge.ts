import { explain, frameScore } from "../engine/scores.ts";
import type { FrameTerms } from "../engine/terms.ts";
import type { AlertTracker } from "./alert-tracker.ts";
import type { CameraLog } from "./camera-log.ts";
import type { OpenGap, QueuedFrame } from "./frame-queue.ts";
import type { ModelScorer } from "./model-scorer.ts";

/** An exact prediction has an infinite one, which JSON cannot say. */
const highestPsnr = 120;

/** Turns one camera's frame terms into scores, ended gaps and alerts. */
export class FrameJudge {
  #gap: OpenGap | undefined;

  constructor(
    private readonly log: CameraLog,
    readonly alerts: AlertTracker,
  ) {}

  /** True when an alert has opened or closed, which nobody should wait for. */
  judge(frame: QueuedFrame, terms: FrameTerms | undefined, by: ModelScorer): boolean {
    if (frame.replay) return false;
    this.#gap ??= frame.gap;
    if (!terms) {
      // Warming up belongs to the gap before it; after a mere cut no score was due yet.
      if (this.#gap?.missedFrames !== undefined) this.#gap.missedFrames++;
      return false;
    }
    this.#endGap(frame.at);

    const { calibration } = by.model;
    const score = frameScore(terms, calibration);
    this.log.frame({
      at: frame.at,
      modelId: by.modelId,
      score,
      psnr: Math.min(terms.psnr, highestPsnr),
      ...known("spatialDistance", terms.spatialDistance),
      ...known("temporalDistance", terms.temporalDistance),
      anomalous: score >= this.alerts.policy.threshold,
    });
    const { at } = frame;
    const explanation = () => explain(terms, calibration);
    const alert = this.alerts.judge({ at, score, modelId: by.modelId, explain: explanation });
    if (alert) this.log.alert(alert);
    return alert !== undefined && (alert.id === undefined || alert.endedAt !== undefined);
  }

  /** A frame that could not be scored. */
  missed(frame: QueuedFrame): void {
    this.#gap ??= frame.gap ?? { reason: "OVERLOAD", from: frame.at, missedFrames: 0 };
    if (this.#gap.missedFrames !== undefined) this.#gap.missedFrames++;
  }

  /** The camera is watched no longer: nothing may stay open. */
  finish(at: Date, gapBeforeNext: OpenGap | undefined): void {
    this.#gap ??= gapBeforeNext;
    this.#endGap(at);
    const alert = this.alerts.close(at);
    if (alert) this.log.alert(alert);
  }

  #endGap(to: Date): void {
    if (this.#gap) this.log.gap({ ...this.#gap, to });
    this.#gap = undefined;
  }
}

const known = <Name extends string>(name: Name, value: number) =>
  (Number.isFinite(value) ? { [name]: value } : {}) as Partial<Record<Name, number>>;
