import { ConflictError } from "../errors.ts";
import type { Dataset } from "../platform/generated/client.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { findCamera } from "./cameras.ts";
import { checkName, find } from "./input.ts";
import { readPage, type Page, type PageInput } from "./page.ts";

export interface FootageCounts {
  clipCount: number;
  frameCount: number;
  /** Frames of those clips of which someone said what is anomalous. */
  labelledFrameCount: number;
}

export class DatasetService {
  constructor(private readonly db: TenantDatabase) {}

  get(id: string): Promise<Dataset> {
    return this.db.transaction((tx) => findDataset(tx, id));
  }

  /** Those that exist, in no order. */
  getMany(ids: readonly string[]): Promise<Dataset[]> {
    return this.db.transaction((tx) => tx.dataset.findMany({ where: { id: { in: [...ids] } } }));
  }

  list(page: PageInput): Promise<Page<Dataset>> {
    return this.db.transaction((tx) =>
      readPage(page, {
        order: "oldest first",
        rows: (window) => tx.dataset.findMany(window),
        count: () => tx.dataset.count(),
      }),
    );
  }

  async create(input: { name: string; cameraId?: string | null }): Promise<Dataset> {
    const name = checkName("input.name", input.name);
    return this.db.transaction(async (tx) => {
      const camera = input.cameraId == null ? null : await findCamera(tx, input.cameraId);
      return tx.dataset.create({ data: { name, cameraId: camera?.id ?? null } });
    });
  }

  countsOf(ids: readonly string[]): Promise<Map<string, FootageCounts>> {
    return this.db.transaction(async (tx) => {
      const groups = await tx.clip.groupBy({
        by: ["datasetId", "labelled"],
        where: { datasetId: { in: [...ids] } },
        _count: true,
        _sum: { frameCount: true },
      });
      return new Map(
        ids.map((id) => {
          const mine = groups.filter(({ datasetId }) => datasetId === id);
          const frames = (found: typeof mine) =>
            found.reduce((sum, { _sum }) => sum + (_sum.frameCount ?? 0), 0);
          const counts = {
            clipCount: mine.reduce((sum, { _count }) => sum + _count, 0),
            frameCount: frames(mine),
            labelledFrameCount: frames(mine.filter(({ labelled }) => labelled)),
          };
          return [id, counts];
        }),
      );
    });
  }
}

export function findDataset(tx: Transaction, id: string): Promise<Dataset> {
  return find("Dataset", id, (found) => tx.dataset.findUnique({ where: { id: found } }));
}

/** Keeps the row, so that no job can freeze the dataset while its clips change, nor the reverse. */
async function lockDataset(tx: Transaction, id: string): Promise<Dataset> {
  const { id: found } = await findDataset(tx, id);
  await tx.$queryRaw`select 1 from "Dataset" where "id" = ${found}::uuid for update`;
  return findDataset(tx, found);
}

/** For a change of its clips, which only an open dataset takes. */
export async function openDataset(tx: Transaction, id: string): Promise<Dataset> {
  const dataset = await lockDataset(tx, id);
  requireOpen(dataset);
  return dataset;
}

export function requireOpen({ name, status }: Dataset): void {
  if (status === "OPEN") return;
  const why = {
    READY: "a job has used it, so that its clips and labels stay as they are",
    IMPORTING: "it is still being imported",
    FAILED: "its import has failed",
  };
  throw new ConflictError(`Dataset “${name}” takes no change: ${why[status]}.`);
}

/** For a job, from whose start on the dataset does not change any more. */
export async function freezeDataset(tx: Transaction, id: string): Promise<Dataset> {
  const dataset = await lockDataset(tx, id);
  if (dataset.status === "IMPORTING" || dataset.status === "FAILED") {
    const why =
      dataset.status === "FAILED" ? "its import has failed" : "it is still being imported";
    throw new ConflictError(`Dataset “${dataset.name}” cannot be used: ${why}.`);
  }
  return tx.dataset.update({ where: { id: dataset.id }, data: { status: "READY" } });
}
