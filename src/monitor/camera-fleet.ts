import { setTimeout as delay } from "node:timers/promises";
import type { Events } from "../platform/events.ts";
import type { PrismaClient } from "../platform/generated/client.ts";
import type { Logger } from "../platform/logging.ts";
import { TenantDatabase } from "../platform/tenancy.ts";
import type { CameraLeases, HeldCamera } from "../services/camera-leases.ts";
import { ScoreWriter } from "../services/score-writer.ts";
import {
  readCameraPast,
  readWatchedCameras,
  type WatchedCamera,
} from "../services/watched-cameras.ts";
import { LiveCamera } from "./live-camera.ts";
import type { ModelScorers } from "./model-scorers.ts";

export interface FleetParts {
  monitorId: string;
  leaseSeconds: number;
  leases: CameraLeases;
  prisma: PrismaClient;
  events: Events;
  models: ModelScorers;
  resolve: (sourceUrl: string, tenantId: string) => Promise<string>;
  log: Logger;
}

interface Member {
  tenantId: string;
  camera: LiveCamera;
  /** Set when it has been told to stop; its lease is given back once it has. */
  leaving?: Promise<void>;
}

/** A look renews the leases and finds those of the dead: one that fails costs nothing yet. */
const looksPerLease = 5;

/** The cameras that this monitor holds leases on, kept in step with what the database wants. */
export class CameraFleet {
  readonly #members = new Map<string, Member>();
  #leasedUntil = 0;
  #somethingChanged = Promise.withResolvers<void>();

  constructor(private readonly parts: FleetParts) {}

  /** Watches until `signal` aborts; resolves when every camera has been handed over. */
  async run(signal: AbortSignal): Promise<void> {
    const listening = this.#listen(signal);
    while (!signal.aborted) {
      await this.#look().catch((error: unknown) => {
        this.parts.log.error({ err: error }, "The monitor could not reach the database.");
        // Others take the cameras over at this moment; what is found from now on is not ours to store.
        if (performance.now() > this.#leasedUntil) this.#abandonAll();
      });
      const wait = new AbortController();
      const pause = (this.parts.leaseSeconds * 1000) / looksPerLease;
      await Promise.race([
        delay(pause, undefined, { signal: AbortSignal.any([signal, wait.signal]) }).catch(() => {}),
        this.#somethingChanged.promise,
      ]);
      wait.abort();
      this.#somethingChanged = Promise.withResolvers();
    }
    await this.parts.leases.leave(); // first, so that the others' shares grow before they look
    await Promise.all([...this.#members.keys()].map((id) => this.#handOver(id)));
    await listening;
  }

  async #look(): Promise<void> {
    const { leases, leaseSeconds } = this.parts;
    const askedAt = performance.now();
    const share = await leases.beat();
    const held = new Map((await leases.renew()).map((run) => [run.cameraId, run]));
    this.#leasedUntil = askedAt + leaseSeconds * 1000;

    for (const [id, member] of this.#members) {
      const run = held.get(id);
      if (!run) this.#abandon(id);
      else if (!run.wanted && !member.leaving) void this.#leave(id, "STOPPED");
    }
    const staying = [...held.keys()].filter((id) => !this.#members.get(id)?.leaving);
    const surplus = staying.length > share ? staying.at(-1) : undefined;
    // One a look, so that cameras move without all being interrupted together.
    if (surplus !== undefined) void this.#handOver(surplus);

    const taken = await leases.claim(share - staying.length);
    const unattended = [...held.values()].filter(({ cameraId }) => !this.#members.has(cameraId));
    await this.#reconcile([...unattended, ...taken]);
  }

  /** Starts what has just been taken and brings everything else up to date. */
  async #reconcile(taken: readonly HeldCamera[]): Promise<void> {
    const known = [...this.#members].map(([cameraId, { tenantId }]) => ({ cameraId, tenantId }));
    const byTenant = Map.groupBy([...known, ...taken], ({ tenantId }) => tenantId);
    for (const [tenantId, runs] of byTenant) {
      const db = new TenantDatabase(this.parts.prisma, tenantId);
      const ids = runs.map(({ cameraId }) => cameraId);
      for (const camera of await readWatchedCameras(db, ids)) {
        const run = taken.find(({ cameraId }) => cameraId === camera.id);
        if (run) await this.#start(db, camera, run);
        else this.#members.get(camera.id)?.camera.reconcile(camera);
      }
    }
  }

  async #start(db: TenantDatabase, camera: WatchedCamera, run: HeldCamera): Promise<void> {
    const { events, models, resolve, log, monitorId } = this.parts;
    const past = await readCameraPast(db, camera.id);
    if (this.#members.has(camera.id)) return; // lost, and taken again before it was let go
    const live = new LiveCamera(camera, run.state, past, {
      writer: new ScoreWriter(db, events, camera.id, monitorId),
      models,
      resolve: (sourceUrl) => resolve(sourceUrl, db.tenantId),
      log: log.child({ cameraId: camera.id }),
      onEnd: () => void this.#leave(camera.id, "ENDED"),
      onLeaseLost: () => this.#abandon(camera.id),
    });
    this.#members.set(camera.id, { tenantId: db.tenantId, camera: live });
    if (run.wanted) {
      live.reconcile(camera);
      log.info({ cameraId: camera.id }, "Watching a camera.");
    } else {
      // A monitor died before it could stop it: alerts and state are still to be put in order.
      void this.#leave(camera.id, "STOPPED");
    }
  }

  #handOver(id: string): Promise<void> {
    return this.#leave(id, "RECONNECTING", "Another monitor is taking over.");
  }

  #leave(id: string, state: "STOPPED" | "ENDED" | "RECONNECTING", message?: string): Promise<void> {
    const member = this.#members.get(id);
    if (!member) return Promise.resolve();
    member.leaving ??= member.camera
      .stop(state, message)
      .then(() => this.#giveBack(id, member))
      .catch((error: unknown) => {
        // Its lease runs out by itself, and the next monitor says what is missing.
        this.parts.log.error({ err: error, cameraId: id }, "A camera did not stop in order.");
      })
      .finally(() => this.#forget(id, member));
    return member.leaving;
  }

  /** Tells the other monitors, who need not wait for their next look. */
  async #giveBack(cameraId: string, { tenantId }: Member): Promise<void> {
    const { leases, prisma, events, log } = this.parts;
    await leases.release(cameraId);
    await new TenantDatabase(prisma, tenantId).transaction((tx) =>
      events.publish(tx, "cameraChanged", { tenantId, cameraId }),
    );
    log.info({ cameraId }, "Let a camera go.");
  }

  #abandon(id: string): void {
    const member = this.#members.get(id);
    if (!member) return;
    this.parts.log.warn({ cameraId: id }, "The lease on a camera is lost.");
    member.leaving = member.camera
      .abandon()
      .catch((error: unknown) => this.parts.log.error({ err: error, cameraId: id }))
      .finally(() => this.#forget(id, member));
  }

  #abandonAll(): void {
    for (const id of this.#members.keys()) this.#abandon(id);
  }

  #forget(id: string, member: Member): void {
    if (this.#members.get(id) === member) this.#members.delete(id);
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const changes = this.parts.events.subscribe("cameraChanged", signal);
    while (!(await changes.next()).done) this.#somethingChanged.resolve();
  }
}
