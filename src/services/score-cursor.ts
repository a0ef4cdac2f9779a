import type { ScoreGap as GapRow, ScoreSegment } from "../platform/generated/client.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { findCamera } from "./cameras.ts";
import { gapOf, scoresOf, type ScoreEvent, type ScoreGap } from "./score-events.ts";

/** About a minute of scores at a time. */
const segmentsAtOnce = 60;
const gapsAtOnce = 200;

/**
 * A place in one camera's stored scores and gaps. It gives each once and in order, and whatever it
 * cannot give it names: sequence numbers are contiguous, so that a hole is seen.
 */
export class ScoreCursor {
  /** The gaps right after `position` that have been given: more of them may follow. */
  #given = new Set<string>();
  #lastAt: Date | undefined;

  constructor(
    private readonly db: TenantDatabase,
    private readonly cameraId: string,
    private position: number,
  ) {}

  /** Passes over what is stored right here. */
  async skipGaps(tx: Transaction): Promise<void> {
    const { cameraId } = this;
    const where = { cameraId, afterSequence: this.position };
    const gaps = await tx.scoreGap.findMany({ where, select: { id: true } });
    this.#given = new Set(gaps.map(({ id }) => id));
  }

  /** What comes next, and whether more of it is stored. A camera that was deleted is NOT_FOUND. */
  read(): Promise<{ events: ScoreEvent[]; more: boolean }> {
    return this.db.transaction(async (tx) => {
      const { createdAt } = await findCamera(tx, this.cameraId);
      // The order matters: what is written between two of these reads can only lie behind them.
      const last = await lastSequence(tx, this.cameraId);
      const segments = await this.#segments(tx);
      const gaps = await this.#gaps(tx, segments.at(-1));

      const full = gaps.length === gapsAtOnce;
      const limit = full ? Number(gaps.at(-1)?.afterSequence) : Infinity;
      const events = this.#merge(
        segments.filter(({ lastSequence }) => Number(lastSequence) <= limit),
        gaps,
        createdAt,
      );
      if (segments.length === 0 && last > this.position) {
        events.push(this.#expired(last, createdAt, new Date()));
        this.#moveTo(last);
        return { events, more: true }; // there may be gaps right after it
      }
      return { events, more: full || segments.length === segmentsAtOnce };
    });
  }

  #segments(tx: Transaction): Promise<ScoreSegment[]> {
    return tx.scoreSegment.findMany({
      where: { cameraId: this.cameraId, lastSequence: { gt: this.position } },
      orderBy: { lastSequence: "asc" },
      take: segmentsAtOnce,
    });
  }

  /** Those between the position and the end of the segments that were read. */
  #gaps(tx: Transaction, lastSegment: ScoreSegment | undefined): Promise<GapRow[]> {
    const end = lastSegment?.lastSequence ?? this.position;
    return tx.scoreGap.findMany({
      where: {
        cameraId: this.cameraId,
        afterSequence: { gte: this.position, lte: end },
        id: { notIn: [...this.#given] },
      },
      orderBy: [{ afterSequence: "asc" }, { id: "asc" }],
      take: gapsAtOnce,
    });
  }

  #merge(segments: ScoreSegment[], gaps: readonly GapRow[], createdAt: Date): ScoreEvent[] {
    const events: ScoreEvent[] = [];
    const giveGapsHere = (): void => {
      for (const gap of gaps) {
        if (Number(gap.afterSequence) !== this.position || this.#given.has(gap.id)) continue;
        this.#given.add(gap.id);
        events.push(gapOf(gap));
      }
    };

    giveGapsHere();
    for (const segment of segments) {
      const before = Number(segment.firstSequence) - 1;
      if (before > this.position) {
        events.push(this.#expired(before, createdAt, segment.startedAt));
        this.#moveTo(before);
        giveGapsHere();
      }
      events.push(...scoresOf(segment).filter(({ sequence }) => sequence > this.position));
      this.#lastAt = segment.endedAt;
      this.#moveTo(Number(segment.lastSequence));
      giveGapsHere();
    }
    return events;
  }

  #moveTo(position: number): void {
    if (position === this.position) return;
    this.position = position;
    this.#given.clear();
  }

  /** The scores up to `last` are stored no longer; when the first of them was made is not known. */
  #expired(last: number, createdAt: Date, to: Date): ScoreGap {
    return {
      cameraId: this.cameraId,
      afterSequence: this.position,
      from: this.#lastAt ?? createdAt,
      to,
      missedFrames: last - this.position,
      reason: "EXPIRED",
    };
  }
}

/** Of the camera's last score; 0 before its first. */
export async function lastSequence(tx: Transaction, cameraId: string): Promise<number> {
  const run = await tx.cameraRun.findUnique({
    where: { cameraId },
    select: { lastSequence: true },
  });
  return Number(run?.lastSequence ?? 0);
}
