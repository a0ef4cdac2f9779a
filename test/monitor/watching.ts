import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calibrate } from "../../src/engine/calibration.ts";
import { createModel } from "../../src/engine/model.ts";
import { Network } from "../../src/engine/network.ts";
import { scoreClip } from "../../src/engine/score-clip.ts";
import { resolveSettings } from "../../src/engine/settings.ts";
import { saveModel } from "../../src/engine/weights.ts";
import { Events } from "../../src/platform/events.ts";
import type { Camera, Model, Prisma } from "../../src/platform/generated/client.ts";
import { createLogger } from "../../src/platform/logging.ts";
import { storageFolders } from "../../src/platform/storage.ts";
import { encode } from "../../src/video/encode.ts";
import { test as base } from "../support/fixtures.ts";
import type { SeededTenant } from "../support/seed.ts";
import { startVigilProcess, type VigilProcess } from "../support/vigil-process.ts";

const size = { width: 32, height: 32 };

/** Bright squares that walk over noise, `frames` of them. */
function* footage(frames: number): Generator<Uint8Array> {
  const { width, height } = size;
  for (let frame = 0; frame < frames; frame++) {
    yield Uint8Array.from({ length: width * height }, (_, pixel) => {
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      const inside = (x - frame + 1000) % 16 < 6 && y > 8 && y < 20;
      return (inside ? 200 : 60) + ((pixel * 31 + frame * 17) % 12);
    });
  }
}

/** A tenant whose cameras are watched by real monitors, each in a process of its own. */
export class Watching {
  readonly #monitors: VigilProcess[] = [];

  constructor(
    readonly tenant: SeededTenant,
    readonly home: string,
    private readonly databaseUrl: string,
    private readonly events: Events,
  ) {}

  get media(): string {
    return join(this.home, "media");
  }

  async monitor({ leaseSeconds = 10 } = {}): Promise<VigilProcess> {
    const { databaseUrl, home } = this;
    const monitor = await startVigilProcess(
      "monitor",
      { databaseUrl, home },
      { VIGIL_LEASE_SECONDS: String(leaseSeconds) },
    );
    this.#monitors.push(monitor);
    return monitor;
  }

  /** Renders a clip under the media folder, ten frames a second; returns its source. */
  async clip(name: string, frames: number): Promise<string> {
    await encode(join(this.media, name), footage(frames), { ...size, frameRate: 10 });
    return `media:${name}`;
  }

  /** A network that was never trained, calibrated on the footage that it will see. */
  async model(
    seed = 1,
    given: { width?: number; height?: number; baseChannels?: number } = {},
  ): Promise<Model> {
    const small = { ...size, baseChannels: 4, memoryItems: 4, ...given };
    const settings = resolveSettings("STANDARD", small);
    const network = Network.create(settings, seed);
    const scale = (settings.width * settings.height) / (size.width * size.height);
    const frames = [...footage(40)].map((frame) =>
      Buffer.concat(Array.from({ length: scale }, () => frame)),
    );
    const clip = {
      name: "held out",
      frameCount: frames.length,
      read: async (from: number, count: number) => Buffer.concat(frames.slice(from, from + count)),
    };
    const terms = await scoreClip({ network }, clip);
    const calibration = calibrate([terms], settings.streams);
    const model = createModel(network, calibration);
    const weightsSha256 = await saveModel(storageFolders(this).weights, model);
    model.dispose();
    return this.tenant.model({ weightsSha256, settings: { ...settings } });
  }

  async camera(
    model: Model | undefined,
    given: Partial<Prisma.CameraUncheckedCreateInput>,
  ): Promise<Camera> {
    return this.tenant.camera({
      frameRate: 10,
      loop: true,
      activeModelId: model?.id ?? null,
      ...given,
    });
  }

  /** As startMonitoring and stopMonitoring do. */
  async want(cameraId: string, wanted: boolean): Promise<void> {
    await this.tenant.row(async (tx) => {
      await tx.cameraRun.upsert({
        where: { cameraId },
        create: { cameraId, wanted },
        update: { wanted },
      });
      await this.events.publish(tx, "cameraChanged", { tenantId: this.tenant.id, cameraId });
    });
  }

  async change(cameraId: string, data: Prisma.CameraUncheckedUpdateInput): Promise<void> {
    await this.tenant.row(async (tx) => {
      await tx.camera.update({ where: { id: cameraId }, data });
      await this.events.publish(tx, "cameraChanged", { tenantId: this.tenant.id, cameraId });
    });
  }

  run(cameraId: string) {
    return this.tenant.row((tx) => tx.cameraRun.findUniqueOrThrow({ where: { cameraId } }));
  }

  runs() {
    return this.tenant.row((tx) => tx.cameraRun.findMany({ orderBy: { cameraId: "asc" } }));
  }

  segments(cameraId: string) {
    return this.tenant.row((tx) =>
      tx.scoreSegment.findMany({ where: { cameraId }, orderBy: { firstSequence: "asc" } }),
    );
  }

  gaps(cameraId: string) {
    return this.tenant.row((tx) =>
      tx.scoreGap.findMany({ where: { cameraId }, orderBy: { id: "asc" } }),
    );
  }

  alerts(cameraId: string) {
    return this.tenant.row((tx) =>
      tx.alert.findMany({ where: { cameraId }, orderBy: { id: "asc" } }),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.#monitors.map((monitor) => monitor.kill()));
    await this.events.close();
  }
}

/** The sequence numbers of a camera's segments, one a score. */
export const sequencesOf = (segments: readonly { firstSequence: bigint; lastSequence: bigint }[]) =>
  segments.flatMap(({ firstSequence, lastSequence }) =>
    Array.from(
      { length: Number(lastSequence - firstSequence) + 1 },
      (_, i) => Number(firstSequence) + i,
    ),
  );

export const countTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

/** Processes start and clips play in their own time; on a busy machine that is long. */
export const patience = { timeout: 60_000 };

export const test = base.extend<{ watching: Watching }>({
  watching: async ({ database, seed }, use) => {
    const home = await mkdtemp(join(tmpdir(), "vigil-monitor-"));
    await mkdir(join(home, "media"), { recursive: true });
    await mkdir(storageFolders({ home }).weights, { recursive: true });
    const events = await Events.open(database.url, createLogger({ level: "silent" }));
    const watching = new Watching(await seed.tenant(), home, database.url, events);
    await use(watching);
    await watching.close();
    await rm(home, { recursive: true, force: true });
  },
});
