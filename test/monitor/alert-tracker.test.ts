import { describe, expect, test } from "vitest";
import {
  AlertTracker,
  type AlertHistory,
  type AlertPolicy,
} from "../../src/monitor/alert-tracker.ts";

const policy: AlertPolicy = {
  threshold: 0.5,
  hysteresis: 0.1,
  openAfterFrames: 3,
  closeAfterFrames: 2,
  cooldownSeconds: 5,
};

/** Ten frames a second from 12:00:00. */
const at = (frame: number) => new Date(Date.UTC(2026, 0, 1, 12) + frame * 100);

function watch(scores: readonly number[], changes: Partial<AlertPolicy> = {}, past?: AlertHistory) {
  const tracker = new AlertTracker({ ...policy, ...changes }, past);
  const judge = (score: number, frame: number) =>
    structuredClone(
      tracker.judge({
        at: at(frame),
        score,
        modelId: "model",
        explain: () => ({ predictionShare: score, spatialShare: 0, temporalShare: 0 }),
      }),
    );
  return { tracker, judge, said: scores.map(judge) };
}

describe("An alert", () => {
  test("opens with the last of enough frames in a row, and began with the first of them", () => {
    const { said } = watch([0.6, 0.2, 0.5, 0.9, 0.6]);

    expect(said.slice(0, 4)).toEqual([undefined, undefined, undefined, undefined]);
    expect(said[4]).toMatchObject({
      startedAt: at(2),
      peak: { score: 0.9, at: at(3), explanation: { predictionShare: 0.9 } },
      severity: "CRITICAL",
      threshold: 0.5,
    });
  });

  test("is said again only when it gets worse", () => {
    const { said } = watch([0.6, 0.6, 0.6, 0.55, 0.7, 0.65]);

    expect(said.map((alert) => alert?.peak.score)).toEqual([
      undefined,
      undefined,
      0.6,
      undefined,
      0.7,
      undefined,
    ]);
    expect(said[2]?.severity).toBe("INFO");
    expect(said[4]?.severity).toBe("WARNING");
  });

  test("stays open between the threshold and the threshold less the hysteresis", () => {
    const { said } = watch([0.6, 0.6, 0.6, 0.39, 0.4, 0.39, 0.45, 0.3, 0.3]);

    expect(said.findIndex((alert) => alert?.endedAt)).toBe(8);
    expect(said[8]?.endedAt).toEqual(at(8));
  });

  test("does not open while the last one cools down, and then opens at once if it lasts", () => {
    const scores = [0.6, 0.6, 0.6, 0, 0, ...Array.from({ length: 60 }, () => 0.8)];
    const { said } = watch(scores);

    const second = said.findIndex((alert, frame) => frame > 4 && alert);
    expect(second).toBe(54); // closed at frame 4, plus five seconds of ten frames
  });

  test("that was left open is continued and closed by the next tracker", () => {
    const { said } = watch([0.95, 0.1, 0.1], {}, { open: watch([0.6, 0.6, 0.6]).said[2] });

    expect(said[0]?.peak.score).toBe(0.95);
    expect(said[2]?.endedAt).toEqual(at(2));
  });

  test("follows a policy that changes while it is open", () => {
    const { tracker, judge } = watch([0.6, 0.6, 0.6]);

    tracker.policy = { ...policy, threshold: 0.9, closeAfterFrames: 1 };

    expect(judge(0.6, 3)?.endedAt).toEqual(at(3));
  });
});
