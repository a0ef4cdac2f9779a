import { InvalidInputError } from "../errors.ts";
import type { Events } from "../platform/events.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { Bell } from "./bell.ts";
import { findCamera } from "./cameras.ts";
import { persistently } from "./persistently.ts";
import { lastSequence, ScoreCursor } from "./score-cursor.ts";
import type { ScoreEvent } from "./score-events.ts";
import { stoppable } from "./stoppable.ts";

/** Should an event ever be lost, its score is late by this at most. */
const patienceMs = 3_000;

/**
 * Every score of a camera, once and in order. The database is what is read; an event only says
 * when. So neither a lost event nor a slow reader loses a score, and no reader costs memory.
 */
export class ScoreStream {
  constructor(
    private readonly db: TenantDatabase,
    private readonly events: Events,
  ) {}

  /** From the score after the one numbered `after`, or from now on. */
  async follow(
    cameraId: string,
    after?: number | null,
    signal?: AbortSignal,
  ): Promise<AsyncIterableIterator<ScoreEvent>> {
    const { id, cursor } = await this.db.transaction(async (tx) => {
      const camera = await findCamera(tx, cameraId);
      return { id: camera.id, cursor: await this.#cursorAt(tx, camera.id, after ?? undefined) };
    });
    return stoppable(signal, (stopping) => this.#read(id, cursor, stopping));
  }

  async #cursorAt(tx: Transaction, cameraId: string, after?: number): Promise<ScoreCursor> {
    const last = await lastSequence(tx, cameraId);
    if (after !== undefined && (after < 0 || after > last)) {
      throw new InvalidInputError(
        "after",
        `after must be from 0 to ${last}, the number of the camera's last score.`,
      );
    }
    const cursor = new ScoreCursor(this.db, cameraId, after ?? last);
    if (after === undefined) await cursor.skipGaps(tx);
    return cursor;
  }

  async *#read(
    cameraId: string,
    cursor: ScoreCursor,
    stopping: AbortSignal,
  ): AsyncGenerator<ScoreEvent, void, undefined> {
    // Before the first read: what is stored after it rings.
    const bell = this.#ringWhenStored(cameraId, stopping);
    while (!stopping.aborted) {
      const page = await persistently(() => cursor.read(), stopping);
      if (!page) return;
      for (const event of page.events) {
        if (stopping.aborted) return;
        yield event;
      }
      if (!page.more) await bell.heard(patienceMs, stopping);
    }
  }

  #ringWhenStored(cameraId: string, stopping: AbortSignal): Bell {
    const { tenantId } = this.db;
    const bell = new Bell();
    const stored = this.events.subscribe(
      "scoresStored",
      stopping,
      (event) => event.tenantId === tenantId && event.cameraId === cameraId,
    );
    const listen = async (): Promise<void> => {
      while (!(await stored.next()).done) bell.ring(); // a notice that some were missed rings too
    };
    void listen();
    return bell;
  }
}
