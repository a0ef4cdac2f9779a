import type { TenantDatabase } from "../platform/tenancy.ts";
import { recallAlerts, type TrackedAlert } from "./alert-log.ts";

/** What a monitor needs to know to watch a camera; everything here may change while it does. */
export interface WatchedCamera {
  id: string;
  sourceUrl: string;
  loop: boolean;
  frameRate: number;
  masks: number[][][];
  model?: { id: string; weightsSha256: string };
  policy: {
    threshold: number;
    hysteresis: number;
    openAfterFrames: number;
    closeAfterFrames: number;
    cooldownSeconds: number;
  };
}

export interface CameraPast {
  lastScoreAt?: Date;
  alerts: { open?: TrackedAlert; lastEndedAt?: Date };
}

/** Those of the cameras that still exist. */
export function readWatchedCameras(
  db: TenantDatabase,
  ids: readonly string[],
): Promise<WatchedCamera[]> {
  return db.transaction(async (tx) => {
    const cameras = await tx.camera.findMany({
      where: { id: { in: [...ids] } },
      include: { activeModel: { select: { id: true, weightsSha256: true } } },
    });
    return cameras.map(({ activeModel, ...camera }) => ({
      id: camera.id,
      sourceUrl: camera.sourceUrl,
      loop: camera.loop,
      frameRate: camera.frameRate,
      masks: camera.masks as number[][][],
      ...(activeModel ? { model: activeModel } : {}),
      policy: {
        threshold: camera.threshold,
        hysteresis: camera.hysteresis,
        openAfterFrames: camera.openAfterFrames,
        closeAfterFrames: camera.closeAfterFrames,
        cooldownSeconds: camera.cooldownSeconds,
      },
    }));
  });
}

/** What the monitor before left on the camera. */
export function readCameraPast(db: TenantDatabase, cameraId: string): Promise<CameraPast> {
  return db.transaction(async (tx) => {
    const segment = await tx.scoreSegment.findFirst({
      where: { cameraId },
      orderBy: { lastSequence: "desc" },
      select: { endedAt: true },
    });
    const alerts = await recallAlerts(tx, cameraId);
    return { alerts, ...(segment ? { lastScoreAt: segment.endedAt } : {}) };
  });
}
