import { InvalidInputError } from "../errors.ts";
import { EvaluateModel } from "../jobs/evaluate-model.ts";
import { enqueue, type Queue } from "../jobs/queue.ts";
import type { Evaluation } from "../platform/generated/client.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { freezeDataset } from "./datasets.ts";
import { find } from "./input.ts";
import { findModel } from "./models.ts";
import { readPage, type Page, type PageInput } from "./page.ts";
import { sampleFrames } from "../engine/parameters.ts";

export interface EvaluationCounts {
  /** Frames that have a score, or will: the first of each clip are only looked back on. */
  frameCount: number;
  anomalousFrameCount: number;
}

export class EvaluationService {
  constructor(
    private readonly db: TenantDatabase,
    private readonly queue: Queue,
  ) {}

  get(id: string): Promise<Evaluation> {
    return this.db.transaction((tx) => findEvaluation(tx, id));
  }

  /** Those that exist, in no order. */
  getMany(ids: readonly string[]): Promise<Evaluation[]> {
    return this.db.transaction((tx) => tx.evaluation.findMany({ where: { id: { in: [...ids] } } }));
  }

  /** Newest first. */
  ofModels(modelIds: readonly string[]): Promise<Evaluation[]> {
    return this.db.transaction((tx) =>
      tx.evaluation.findMany({
        where: { modelId: { in: [...modelIds] } },
        orderBy: { id: "desc" },
      }),
    );
  }

  list({ modelId, ...page }: PageInput & { modelId?: string | null }): Promise<Page<Evaluation>> {
    return this.db.transaction(async (tx) => {
      const where = modelId == null ? {} : { modelId: (await findModel(tx, modelId)).id };
      return readPage(page, {
        order: "newest first",
        rows: ({ where: window, ...rest }) =>
          tx.evaluation.findMany({ where: { ...where, ...window }, ...rest }),
        count: () => tx.evaluation.count({ where }),
      });
    });
  }

  start(input: { modelId: string; datasetId: string }): Promise<Evaluation> {
    return this.db.transaction(async (tx) => {
      const model = await findModel(tx, input.modelId);
      const dataset = await freezeDataset(tx, input.datasetId);
      await requireFootage(tx, dataset.id);
      const evaluation = await tx.evaluation.create({
        data: { modelId: model.id, datasetId: dataset.id },
      });
      const { tenantId } = this.db;
      await enqueue(this.queue, tx, EvaluateModel, { tenantId, evaluationId: evaluation.id });
      return evaluation;
    });
  }

  countsOf(ids: readonly string[]): Promise<Map<string, EvaluationCounts>> {
    return this.db.transaction(async (tx) => {
      const firstScored = sampleFrames - 1;
      const counts = await tx.$queryRaw<({ id: string } & EvaluationCounts)[]>`
        select "e"."id",
               coalesce(sum(greatest("c"."frameCount" - ${firstScored}::int, 0)), 0)::int
                 as "frameCount",
               coalesce(sum("l"."frames"), 0)::int as "anomalousFrameCount"
        from "Evaluation" "e"
        left join "Clip" "c" on "c"."datasetId" = "e"."datasetId" and "c"."split" = 'TEST'
        left join lateral (
          select sum(greatest("toFrame" - greatest("fromFrame", ${firstScored}::int) + 1, 0)) as "frames"
          from "Label" where "clipId" = "c"."id"
        ) "l" on true
        where "e"."id" = any(${[...ids]}::uuid[])
        group by "e"."id"`;
      return new Map(counts.map(({ id, ...count }) => [id, count]));
    });
  }
}

export function findEvaluation(tx: Transaction, id: string): Promise<Evaluation> {
  return find("Evaluation", id, (found) => tx.evaluation.findUnique({ where: { id: found } }));
}

async function requireFootage(tx: Transaction, datasetId: string): Promise<void> {
  const usable = await tx.clip.count({
    where: { datasetId, split: "TEST", frameCount: { gte: sampleFrames } },
  });
  if (usable > 0) return;
  throw new InvalidInputError(
    "input.datasetId",
    `input.datasetId must name a dataset with a TEST clip of ${sampleFrames} frames or more.`,
  );
}
