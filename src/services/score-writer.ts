import type { Events } from "../platform/events.ts";
import type { CameraState, GapReason } from "../platform/generated/enums.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { saveAlert, type TrackedAlert } from "./alert-log.ts";

export type { CameraState, GapReason };

export interface FrameResult {
  at: Date;
  modelId: string;
  score: number;
  psnr: number;
  spatialDistance?: number;
  temporalDistance?: number;
  anomalous: boolean;
}

export interface Gap {
  reason: GapReason;
  from: Date;
  to: Date;
  missedFrames?: number;
}

export interface HealthReport {
  state: CameraState;
  lastFrameAt?: Date | undefined;
  framesPerSecond: number;
  latencyP95?: number | undefined;
  message?: string | undefined;
  /** Since the last report. */
  droppedFrames: number;
  reconnects: number;
}

export interface CameraUpdate {
  /** What happened on the camera, in order. */
  entries: readonly ({ frame: FrameResult } | { gap: Gap })[];
  alerts: readonly TrackedAlert[];
  health?: HealthReport | undefined;
}

/** Another monitor may hold the camera now: this one has nothing more to say about it. */
export class LeaseLostError extends Error {
  constructor(cameraId: string) {
    super(`The lease on camera ${cameraId} is no longer held.`);
  }
}

/** Stores what one monitor found on one camera, for as long as it holds the camera's lease. */
export class ScoreWriter {
  constructor(
    private readonly db: TenantDatabase,
    private readonly events: Events,
    private readonly cameraId: string,
    private readonly holder: string,
  ) {}

  /** All or nothing. Gives alerts that are new their ids. */
  async write({ entries, alerts, health }: CameraUpdate): Promise<void> {
    const ids = await this.db.transaction(async (tx) => {
      const before = await this.#proveLease(tx);
      const lastSequence = await this.#append(tx, before, entries);
      if (entries.length > 0) {
        const about = { ...this.#camera(), lastSequence: Number(lastSequence) };
        await this.events.publish(tx, "scoresStored", about);
      }
      await this.#report(tx, lastSequence, health);

      const saved: string[] = [];
      for (const alert of alerts) {
        const alertId = await saveAlert(tx, this.cameraId, alert);
        await this.events.publish(tx, "alertChanged", { ...this.#camera(), alertId });
        saved.push(alertId);
      }
      return saved;
    });
    alerts.forEach((alert, index) => {
      const id = ids[index];
      if (id) alert.id = id;
    });
  }

  /** Locks the row, so that the lease cannot be taken before this transaction ends. */
  async #proveLease(tx: Transaction): Promise<bigint> {
    const [run] = await tx.$queryRaw<{ lastSequence: bigint }[]>`
      select "lastSequence" from "CameraRun"
      where "cameraId" = ${this.cameraId}::uuid and "holder" = ${this.holder}::uuid
        and "leaseExpiresAt" > clock_timestamp()
      for update`;
    if (!run) throw new LeaseLostError(this.cameraId);
    return run.lastSequence;
  }

  /** A segment spans neither a gap nor a change of model. Returns the last sequence number given. */
  async #append(
    tx: Transaction,
    lastSequence: bigint,
    entries: CameraUpdate["entries"],
  ): Promise<bigint> {
    let sequence = lastSequence;
    let frames: FrameResult[] = [];
    const finishSegment = async (): Promise<void> => {
      if (frames.length === 0) return;
      const data = segmentOf(this.cameraId, sequence + 1n, frames);
      await tx.scoreSegment.create({ data, select: { firstSequence: true } });
      sequence = data.lastSequence;
      frames = [];
    };
    for (const entry of entries) {
      if ("gap" in entry) {
        await finishSegment();
        const { from, to, ...gap } = entry.gap;
        await tx.scoreGap.create({
          // A clock that was set back must not make a gap end before it begins.
          data: {
            ...gap,
            fromAt: from,
            toAt: to < from ? from : to,
            cameraId: this.cameraId,
            afterSequence: sequence,
          },
        });
      } else {
        if (frames[0] && frames[0].modelId !== entry.frame.modelId) await finishSegment();
        frames.push(entry.frame);
      }
    }
    await finishSegment();
    return sequence;
  }

  async #report(tx: Transaction, lastSequence: bigint, health: HealthReport | undefined) {
    const { lastFrameAt, ...rest } = health ?? {};
    const data = health && {
      ...rest,
      ...(lastFrameAt ? { lastFrameAt } : {}),
      latencyP95: health.latencyP95 ?? null,
      message: health.message ?? null,
      // A file played to its end is watched no longer, until someone starts it again.
      ...(health.state === "ENDED" ? { wanted: false } : {}),
      droppedFrames: { increment: health.droppedFrames },
      reconnects: { increment: health.reconnects },
    };
    await tx.cameraRun.update({
      where: { cameraId: this.cameraId },
      data: { ...data, lastSequence },
      select: { cameraId: true },
    });
    if (health) await this.events.publish(tx, "cameraHealthChanged", this.#camera());
  }

  #camera() {
    return { tenantId: this.db.tenantId, cameraId: this.cameraId };
  }
}

function segmentOf(cameraId: string, firstSequence: bigint, frames: readonly FrameResult[]) {
  const startedAt = frames[0]?.at ?? new Date();
  const known = (distances: readonly (number | undefined)[]) =>
    distances.filter((distance) => distance !== undefined);
  return {
    cameraId,
    modelId: frames[0]?.modelId ?? "",
    firstSequence,
    lastSequence: firstSequence + BigInt(frames.length - 1),
    startedAt,
    endedAt: frames.at(-1)?.at ?? startedAt,
    offsets: frames.map(({ at }) => at.getTime() - startedAt.getTime()),
    scores: frames.map(({ score }) => score),
    psnrs: frames.map(({ psnr }) => psnr),
    spatialDistances: known(frames.map(({ spatialDistance }) => spatialDistance)),
    temporalDistances: known(frames.map(({ temporalDistance }) => temporalDistance)),
    anomalous: frames.map(({ anomalous }) => anomalous),
  };
}
