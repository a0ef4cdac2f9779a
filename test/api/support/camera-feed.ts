import { randomUUID } from "node:crypto";
import { Events } from "../../../src/platform/events.ts";
import { createLogger } from "../../../src/platform/logging.ts";
import { ScoreWriter, type CameraUpdate } from "../../../src/services/score-writer.ts";
import type { SeededTenant } from "../../support/seed.ts";

/** A camera whose scores the test writes, as a monitor with its lease does. */
export class CameraFeed {
  #clock = Date.UTC(2026, 0, 1);

  private constructor(
    readonly cameraId: string,
    private readonly modelId: string,
    private readonly writer: ScoreWriter,
    private readonly events: Events,
  ) {}

  static async open(tenant: SeededTenant, databaseUrl: string): Promise<CameraFeed> {
    const events = await Events.open(databaseUrl, createLogger({ level: "silent" }));
    const { id: cameraId } = await tenant.camera();
    const { id: modelId } = await tenant.model();
    const holder = randomUUID();
    const leaseExpiresAt = new Date(Date.now() + 60 * 60 * 1000);
    await tenant.row((tx) => tx.cameraRun.create({ data: { cameraId, holder, leaseExpiresAt } }));
    const writer = new ScoreWriter(tenant.db, events, cameraId, holder);
    return new CameraFeed(cameraId, modelId, writer, events);
  }

  /** One transaction: each number is a frame with this score, each name a gap with this reason. */
  async write(...entries: (number | "OVERLOAD" | "SOURCE_LOST")[]): Promise<void> {
    const update: CameraUpdate["entries"] = entries.map((entry) => {
      this.#clock += 100;
      const at = new Date(this.#clock);
      if (typeof entry === "string") return { gap: { reason: entry, from: at, to: at } };
      const { modelId } = this;
      return { frame: { at, modelId, score: entry, psnr: 30, anomalous: entry >= 0.5 } };
    });
    await this.writer.write({ entries: update, alerts: [] });
  }

  /** `count` scores, in segments of uneven length. */
  async writeMany(count: number): Promise<void> {
    for (let left = count; left > 0;) {
      const length = Math.min(left, 1 + (left % 7));
      await this.write(...Array.from({ length }, (_, index) => ((left + index) % 10) / 10));
      left -= length;
    }
  }

  close(): Promise<void> {
    return this.events.close();
  }
}
