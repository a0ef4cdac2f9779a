import type { Events } from "../platform/events.ts";
import type { Camera as CameraRow } from "../platform/generated/client.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { checkFrameRate, checkMasks, checkPolicy, type AlertPolicy } from "./camera-input.ts";
import { checkCameraUrl, publicUrl, type SourceFolders } from "./camera-source.ts";
import { checkName, find } from "./input.ts";
import { readPage, type Page, type PageInput } from "./page.ts";
import { findSite } from "./sites.ts";

export interface Camera {
  id: string;
  siteId: string;
  name: string;
  /** Fit to be shown: without credentials. */
  source: { url: string; loop: boolean };
  frameRate: number;
  masks: number[][][];
  activeModelId: string | null;
  alertPolicy: AlertPolicy;
  createdAt: Date;
}

interface CameraEdit {
  name?: string | null;
  source?: { url: string; loop: boolean } | null;
  frameRate?: number | null;
  masks?: number[][][] | null;
}

export class CameraService {
  constructor(
    private readonly db: TenantDatabase,
    private readonly events: Events,
    private readonly folders: SourceFolders,
  ) {}

  get(id: string): Promise<Camera> {
    return this.db.transaction(async (tx) => toCamera(await findCamera(tx, id)));
  }

  /** Those that exist, in no order. */
  getMany(ids: readonly string[]): Promise<Camera[]> {
    return this.db.transaction(async (tx) => {
      const rows = await tx.camera.findMany({ where: { id: { in: [...ids] } } });
      return rows.map(toCamera);
    });
  }

  list({ siteId, ...page }: PageInput & { siteId?: string | null }): Promise<Page<Camera>> {
    return this.db.transaction(async (tx) => {
      const where = siteId == null ? {} : { siteId: (await findSite(tx, siteId)).id };
      return readPage(page, {
        order: "oldest first",
        rows: async ({ where: window, ...rest }) =>
          (await tx.camera.findMany({ where: { ...where, ...window }, ...rest })).map(toCamera),
        count: () => tx.camera.count({ where }),
      });
    });
  }

  async create(input: {
    siteId: string;
    name: string;
    source: { url: string; loop: boolean };
    frameRate: number;
    masks: number[][][];
  }): Promise<Camera> {
    const data = {
      name: checkName("input.name", input.name),
      frameRate: checkFrameRate(input.frameRate),
      masks: checkMasks(input.masks),
      sourceUrl: await this.#checkUrl(input.source.url),
      loop: input.source.loop,
    };
    return this.db.transaction(async (tx) => {
      const { id: siteId } = await findSite(tx, input.siteId);
      return toCamera(await tx.camera.create({ data: { ...data, siteId } }));
    });
  }

  async update(id: string, { name, source, frameRate, masks }: CameraEdit): Promise<Camera> {
    const edit = {
      ...(name != null && { name: checkName("input.name", name) }),
      ...(frameRate != null && { frameRate: checkFrameRate(frameRate) }),
      ...(masks != null && { masks: checkMasks(masks) }),
    };
    if (source != null) await this.#checkUrl(source.url);
    return this.db.transaction(async (tx) => {
      const before = await findCamera(tx, id);
      // Whoever sends back the address as it was shown means the one with the credentials.
      const shown = source?.url === publicUrl(before.sourceUrl);
      const data = {
        ...edit,
        ...(source != null && {
          sourceUrl: shown ? before.sourceUrl : source.url,
          loop: source.loop,
        }),
      };
      const camera = await tx.camera.update({ where: { id: before.id }, data });
      await this.#announce(tx, camera.id);
      return toCamera(camera);
    });
  }

  /** Its scores, gaps and alerts go with it; what was recorded from it stays. */
  delete(id: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      const camera = await findCamera(tx, id);
      await tx.dataset.updateMany({ where: { cameraId: camera.id }, data: { cameraId: null } });
      await tx.camera.delete({ where: { id: camera.id } });
      await this.#announce(tx, camera.id);
      return camera.id;
    });
  }

  setAlertPolicy(
    id: string,
    input: { [Name in keyof AlertPolicy]?: AlertPolicy[Name] | null },
  ): Promise<AlertPolicy> {
    return this.db.transaction(async (tx) => {
      const before = await findCamera(tx, id);
      const data = checkPolicy({
        threshold: input.threshold ?? before.threshold,
        hysteresis: input.hysteresis ?? before.hysteresis,
        openAfterFrames: input.openAfterFrames ?? before.openAfterFrames,
        closeAfterFrames: input.closeAfterFrames ?? before.closeAfterFrames,
        cooldownSeconds: input.cooldownSeconds ?? before.cooldownSeconds,
      });
      const camera = await tx.camera.update({ where: { id: before.id }, data });
      await this.#announce(tx, camera.id);
      return toCamera(camera).alertPolicy;
    });
  }

  async #checkUrl(url: string): Promise<string> {
    await checkCameraUrl("input.source.url", url, this.db.tenantId, this.folders);
    return url;
  }

  #announce(tx: Transaction, cameraId: string): Promise<void> {
    return this.events.publish(tx, "cameraChanged", { tenantId: this.db.tenantId, cameraId });
  }
}

export function findCamera(tx: Transaction, id: string): Promise<CameraRow> {
  return find("Camera", id, (found) => tx.camera.findUnique({ where: { id: found } }));
}

export function toCamera(row: CameraRow): Camera {
  const { threshold, hysteresis, openAfterFrames, closeAfterFrames, cooldownSeconds } = row;
  return {
    id: row.id,
    siteId: row.siteId,
    name: row.name,
    source: { url: publicUrl(row.sourceUrl), loop: row.loop },
    frameRate: row.frameRate,
    masks: row.masks as number[][][],
    activeModelId: row.activeModelId,
    alertPolicy: { threshold, hysteresis, openAfterFrames, closeAfterFrames, cooldownSeconds },
    createdAt: row.createdAt,
  };
}
