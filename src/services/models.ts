import { savedSettings, type ModelSettings } from "../engine/settings.ts";
import type { Model as ModelRow } from "../platform/generated/client.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { findDataset } from "./datasets.ts";
import { find } from "./input.ts";
import { readPage, type Page, type PageInput } from "./page.ts";

export type Model = Omit<ModelRow, "tenantId" | "settings" | "calibration"> & {
  settings: ModelSettings;
};

export class ModelService {
  constructor(private readonly db: TenantDatabase) {}

  get(id: string): Promise<Model> {
    return this.db.transaction(async (tx) => toModel(await findModel(tx, id)));
  }

  /** Those that exist, in no order. */
  getMany(ids: readonly string[]): Promise<Model[]> {
    return this.db.transaction(async (tx) => {
      const rows = await tx.model.findMany({ where: { id: { in: [...ids] } } });
      return rows.map(toModel);
    });
  }

  /** What each of the trainings that succeeded has made. */
  ofTrainingJobs(jobIds: readonly string[]): Promise<Model[]> {
    return this.db.transaction(async (tx) => {
      const rows = await tx.model.findMany({ where: { trainingJobId: { in: [...jobIds] } } });
      return rows.map(toModel);
    });
  }

  list({ datasetId, ...page }: PageInput & { datasetId?: string | null }): Promise<Page<Model>> {
    return this.db.transaction(async (tx) => {
      const where = datasetId == null ? {} : { datasetId: (await findDataset(tx, datasetId)).id };
      return readPage(page, {
        order: "newest first",
        rows: async ({ where: window, ...rest }) =>
          (await tx.model.findMany({ where: { ...where, ...window }, ...rest })).map(toModel),
        count: () => tx.model.count({ where }),
      });
    });
  }
}

export function findModel(tx: Transaction, id: string): Promise<ModelRow> {
  return find("Model", id, (found) => tx.model.findUnique({ where: { id: found } }));
}

function toModel({ settings, ...row }: ModelRow): Model {
  return { ...row, settings: savedSettings(settings as object) };
}
