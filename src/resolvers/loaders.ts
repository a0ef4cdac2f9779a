import DataLoader from "dataloader";
import type { TenantServices } from "../services/tenant-services.ts";

export type Loaders = ReturnType<typeof createLoaders>;

/**
 * Fields of many objects read together. Nothing is remembered after a batch: the same context
 * serves every event of a subscription, whose news would be old.
 */
export function createLoaders(services: TenantServices) {
  const { sites, cameras, monitoring, datasets, clips, models, trainingJobs, evaluations } =
    services;
  return {
    site: byId((ids) => sites.getMany(ids)),
    camera: byId((ids) => cameras.getMany(ids)),
    dataset: byId((ids) => datasets.getMany(ids)),
    clip: byId((ids) => clips.getMany(ids)),
    model: byId((ids) => models.getMany(ids)),
    trainingJob: byId((ids) => trainingJobs.getMany(ids)),

    health: byMap((cameraIds) => monitoring.healthOf(cameraIds)),
    footage: byMap((datasetIds) => datasets.countsOf(datasetIds)),
    anomalies: byMap((clipIds) => clips.anomaliesOf(clipIds)),
    scoredFrames: byMap((evaluationIds) => evaluations.countsOf(evaluationIds)),

    modelOfJob: batched(async (jobIds) => {
      const made = new Map(
        (await models.ofTrainingJobs(jobIds)).map((model) => [model.trainingJobId, model]),
      );
      return (id) => made.get(id);
    }),
    evaluationsOfModel: batched(async (modelIds) => {
      const made = Map.groupBy(await evaluations.ofModels(modelIds), ({ modelId }) => modelId);
      return (id) => made.get(id) ?? [];
    }),
  };
}

function byId<Row extends { id: string }>(getMany: (ids: readonly string[]) => Promise<Row[]>) {
  return byMap(async (ids) => new Map((await getMany(ids)).map((row) => [row.id, row])));
}

function byMap<Value>(read: (ids: readonly string[]) => Promise<ReadonlyMap<string, Value>>) {
  return batched(async (ids) => {
    const found = await read(ids);
    return (id) => found.get(id) ?? new Error(`${id} is gone.`);
  });
}

function batched<Value>(read: (ids: readonly string[]) => Promise<(id: string) => Value | Error>) {
  return new DataLoader<string, Value>(
    async (ids) => {
      const find = await read([...new Set(ids)]);
      return ids.map(find);
    },
    { cache: false },
  );
}
