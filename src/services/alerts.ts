import { missed, type Events } from "../platform/events.ts";
import type { Alert as AlertRow, Prisma } from "../platform/generated/client.ts";
import type { Severity } from "../platform/generated/enums.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import type { AlertExplanation } from "./alert-log.ts";
import { findCamera } from "./cameras.ts";
import { find } from "./input.ts";
import { readPage, type Page, type PageInput } from "./page.ts";
import { persistently } from "./persistently.ts";
import { findSite } from "./sites.ts";
import { stoppable } from "./stoppable.ts";

export type Alert = Omit<AlertRow, "explanation"> & { explanation: AlertExplanation };

interface Scope {
  cameraId?: string | null | undefined;
  siteId?: string | null | undefined;
}

/** An alert ends with a frame's time, which is a little before its event's. */
const marginMs = 60_000;

interface AlertFilter extends Scope {
  severity?: Severity | null;
  /** Those that last, or those that are over. */
  open?: boolean | null;
}

export class AlertService {
  constructor(
    private readonly db: TenantDatabase,
    private readonly events: Events,
  ) {}

  get(id: string): Promise<Alert> {
    return this.db.transaction(async (tx) =>
      toAlert(await find("Alert", id, (found) => tx.alert.findUnique({ where: { id: found } }))),
    );
  }

  list({
    cameraId,
    siteId,
    severity,
    open,
    ...page
  }: PageInput & AlertFilter): Promise<Page<Alert>> {
    return this.db.transaction(async (tx) => {
      const where = {
        ...(await within(tx, { cameraId, siteId })),
        ...(severity != null && { severity }),
        ...(open != null && { endedAt: open ? null : { not: null } }),
      };
      return readPage(page, {
        order: "newest first",
        rows: async ({ where: window, ...rest }) =>
          (await tx.alert.findMany({ where: { AND: [where, window] }, ...rest })).map(toAlert),
        count: () => tx.alert.count({ where }),
      });
    });
  }

  /** An alert as it is, each time that one opens, changes or closes. */
  async changes(scope: Scope, signal?: AbortSignal): Promise<AsyncIterableIterator<Alert>> {
    const where = await this.db.transaction((tx) => within(tx, scope));
    const read = (also: Prisma.AlertWhereInput) =>
      this.db.transaction(async (tx) => {
        const rows = await tx.alert.findMany({
          where: { AND: [where, also] },
          orderBy: { id: "asc" },
        });
        return rows.map(toAlert);
      });

    return stoppable(signal, (stopping) => this.#follow(read, stopping));
  }

  async *#follow(
    read: (also: Prisma.AlertWhereInput) => Promise<Alert[]>,
    stopping: AbortSignal,
  ): AsyncGenerator<Alert, void, undefined> {
    let heardAt = Date.now();
    const changes = this.events.subscribe(
      "alertChanged",
      stopping,
      ({ tenantId }) => tenantId === this.db.tenantId,
    );
    for await (const change of changes) {
      // After a silence: those that may have changed in it.
      const since = new Date(heardAt - marginMs);
      const recent = { OR: [{ endedAt: null }, { endedAt: { gte: since } }] };
      const also = change === missed ? recent : { id: change.alertId };
      heardAt = Date.now();
      yield* (await persistently(() => read(also), stopping)) ?? [];
    }
  }
}

async function within(
  tx: Transaction,
  { cameraId, siteId }: Scope,
): Promise<Prisma.AlertWhereInput> {
  return {
    ...(cameraId != null && { cameraId: (await findCamera(tx, cameraId)).id }),
    ...(siteId != null && { camera: { siteId: (await findSite(tx, siteId)).id } }),
  };
}

function toAlert(row: AlertRow): Alert {
  return { ...row, explanation: row.explanation as unknown as AlertExplanation };
}
