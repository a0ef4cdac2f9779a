import { setTimeout as pause } from "node:timers/promises";
import { sparkline } from "../terminal/sparkline.ts";
import type { Api } from "./api.ts";
import { scoreChart } from "./score-chart.ts";
import type { Screen } from "./screen.ts";

type ScoreEvent =
  | { __typename: "AnomalyScore"; sequence: number; at: string; score: number }
  | { __typename: "ScoreGap"; afterSequence: number; reason: string; missedFrames: number | null };

interface Alert {
  id: string;
  severity: string;
  startedAt: string;
  endedAt: string | null;
  peakScore: number;
}

export interface Watched {
  scores: number;
  alerts: number;
}

const linesEvery = 20;
const reconnectMs = 500;

/** Shows a camera's scores and alerts as they come, until the signal aborts. */
export class Watch {
  readonly seen: Watched = { scores: 0, alerts: 0 };
  #recent: number[] = [];
  #lastSequence = 0;

  constructor(
    private readonly api: Api,
    private readonly screen: Screen,
    private readonly camera: { cameraId: string; threshold: number },
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([
      this.#again(signal, () => this.#scores(signal)),
      this.#again(signal, () => this.#alerts(signal)),
    ]);
  }

  /** A lost connection is made again; scores go on after the last one that was seen. */
  async #again(signal: AbortSignal, subscribe: () => Promise<void>): Promise<void> {
    while (!signal.aborted) {
      try {
        await subscribe();
      } catch (error) {
        if (signal.aborted) return;
        const reason = error instanceof Error ? error.message : "the connection was lost";
        this.screen.line(`Subscribing again (${reason}).`);
      }
      await pause(reconnectMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #scores(signal: AbortSignal): Promise<void> {
    const events = this.api.subscribe<{ anomalyScores: ScoreEvent }>(
      `subscription ($cameraId: ID!, $after: SafeInt) {
        anomalyScores(cameraId: $cameraId, after: $after) {
          __typename
          ... on AnomalyScore { sequence at score }
          ... on ScoreGap { afterSequence reason missedFrames }
        }
      }`,
      { cameraId: this.camera.cameraId, after: this.#lastSequence },
      signal,
    );
    for await (const { anomalyScores: event } of events) {
      if (event.__typename === "ScoreGap") {
        const missed = event.missedFrames === null ? "frames" : `${event.missedFrames} frames`;
        this.screen.line(
          `Gap after score ${event.afterSequence}: ${missed} missed, ${event.reason}.`,
        );
      } else {
        this.#lastSequence = event.sequence;
        this.#show(event);
      }
    }
  }

  #show({ score, at, sequence }: { score: number; at: string; sequence: number }): void {
    const { threshold } = this.camera;
    this.seen.scores++;
    this.#recent = [...this.#recent, score].slice(-500);
    const clock = at.slice(11, 19);
    if (this.screen.live) {
      this.screen.draw([
        ...scoreChart(this.#recent, threshold, this.screen.columns),
        `frame ${sequence} at ${clock}: ${score.toFixed(3)} ${score >= threshold ? "ANOMALOUS" : ""}`,
      ]);
    } else if (sequence % linesEvery === 0) {
      const line = sparkline(this.#recent.slice(-linesEvery), linesEvery);
      this.screen.line(`score ${sequence} at ${clock}: ${score.toFixed(3)} |${line}|`);
    }
  }

  async #alerts(signal: AbortSignal): Promise<void> {
    const open = new Set<string>();
    const changes = this.api.subscribe<{ alerts: Alert }>(
      `subscription ($cameraId: ID!) {
        alerts(cameraId: $cameraId) { id severity startedAt endedAt peakScore }
      }`,
      { cameraId: this.camera.cameraId },
      signal,
    );
    for await (const { alerts: alert } of changes) {
      const clock = (time: string): string => time.slice(11, 19);
      const peak = alert.peakScore.toFixed(3);
      if (alert.endedAt !== null) {
        open.delete(alert.id);
        this.screen.line(
          `Alert over: ${clock(alert.startedAt)} to ${clock(alert.endedAt)}, highest score ${peak}.`,
        );
      } else if (!open.has(alert.id)) {
        open.add(alert.id);
        this.seen.alerts++;
        this.screen.line(`ALERT ${alert.severity} since ${clock(alert.startedAt)}, score ${peak}.`);
      }
    }
  }
}
