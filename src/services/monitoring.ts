import { missed, type Events } from "../platform/events.ts";
import type { CameraRun, Prisma } from "../platform/generated/client.ts";
import type { CameraState } from "../platform/generated/enums.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { findCamera, toCamera, type Camera } from "./cameras.ts";
import { findModel } from "./models.ts";
import { persistently } from "./persistently.ts";
import { findSite } from "./sites.ts";
import { stoppable } from "./stoppable.ts";

export interface CameraHealth {
  state: CameraState;
  lastFrameAt: Date | null;
  framesPerSecond: number;
  latencyP95: number | null;
  droppedFrames: number;
  reconnects: number;
  message: string | null;
}

export interface HealthChange {
  cameraId: string;
  health: CameraHealth;
}

/** What is to be watched and with which model; the monitors do the watching. */
export class MonitoringService {
  constructor(
    private readonly db: TenantDatabase,
    private readonly events: Events,
  ) {}

  activateModel(cameraId: string, modelId: string): Promise<Camera> {
    return this.#change(cameraId, async (tx, id) => {
      const model = await findModel(tx, modelId);
      await tx.activation.create({ data: { cameraId: id, modelId: model.id } });
      await tx.camera.update({ where: { id }, data: { activeModelId: model.id } });
    });
  }

  start(cameraId: string): Promise<Camera> {
    return this.#change(cameraId, (tx, id) => want(tx, id, true));
  }

  stop(cameraId: string): Promise<Camera> {
    return this.#change(cameraId, (tx, id) => want(tx, id, false));
  }

  /** By camera. */
  healthOf(cameraIds: readonly string[]): Promise<Map<string, CameraHealth>> {
    return this.db.transaction(async (tx) => {
      const runs = await tx.cameraRun.findMany({ where: { cameraId: { in: [...cameraIds] } } });
      const health = new Map(runs.map((run) => [run.cameraId, toHealth(run)]));
      return new Map(cameraIds.map((id) => [id, health.get(id) ?? neverStarted]));
    });
  }

  /** A camera's health each time that it changes; of all cameras, or of a site's. */
  async healthChanges(
    { siteId }: { siteId?: string | null | undefined },
    signal?: AbortSignal,
  ): Promise<AsyncIterableIterator<HealthChange>> {
    const where = await this.db.transaction(async (tx) =>
      siteId == null ? {} : { camera: { siteId: (await findSite(tx, siteId)).id } },
    );
    const read = (also: Prisma.CameraRunWhereInput) =>
      this.db.transaction((tx) => tx.cameraRun.findMany({ where: { AND: [where, also] } }));
    return stoppable(signal, (stopping) => this.#followHealth(read, stopping));
  }

  async *#followHealth(
    read: (also: Prisma.CameraRunWhereInput) => Promise<CameraRun[]>,
    stopping: AbortSignal,
  ): AsyncGenerator<HealthChange, void, undefined> {
    const changes = this.events.subscribe(
      "cameraHealthChanged",
      stopping,
      ({ tenantId }) => tenantId === this.db.tenantId,
    );
    for await (const change of changes) {
      const also = change === missed ? {} : { cameraId: change.cameraId };
      for (const run of (await persistently(() => read(also), stopping)) ?? []) {
        yield { cameraId: run.cameraId, health: toHealth(run) };
      }
    }
  }

  /** The event leaves with the change, and not before. */
  #change(
    cameraId: string,
    change: (tx: Transaction, cameraId: string) => Promise<void>,
  ): Promise<Camera> {
    return this.db.transaction(async (tx) => {
      const { id } = await findCamera(tx, cameraId);
      await change(tx, id);
      await this.events.publish(tx, "cameraChanged", { tenantId: this.db.tenantId, cameraId: id });
      return toCamera(await findCamera(tx, id));
    });
  }
}

/** All but `wanted` is the monitor's to write, under its lease. */
async function want(tx: Transaction, cameraId: string, wanted: boolean): Promise<void> {
  await tx.cameraRun.upsert({
    where: { cameraId },
    create: { cameraId, wanted },
    update: { wanted },
  });
}

const neverStarted: CameraHealth = {
  state: "STOPPED",
  lastFrameAt: null,
  framesPerSecond: 0,
  latencyP95: null,
  droppedFrames: 0,
  reconnects: 0,
  message: null,
};

function toHealth(run: CameraRun): CameraHealth {
  return {
    state: stateOf(run),
    lastFrameAt: run.lastFrameAt,
    framesPerSecond: run.framesPerSecond,
    latencyP95: run.latencyP95,
    droppedFrames: Number(run.droppedFrames),
    reconnects: run.reconnects,
    message: run.message,
  };
}

/** What the monitor wrote last, unless it has died since or has not yet seen what is wanted. */
function stateOf({ wanted, state, leaseExpiresAt }: CameraRun): CameraState {
  const watched = leaseExpiresAt !== null && leaseExpiresAt > new Date();
  const running = state === "LIVE" || state === "RECONNECTING" || state === "STARTING";
  if (!wanted) return running && !watched ? "STOPPED" : state;
  if (state === "STOPPED" || state === "ENDED") return "STARTING";
  return state === "LIVE" && !watched ? "RECONNECTING" : state;
}
