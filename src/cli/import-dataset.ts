import { resolve } from "node:path";
import type { FoundClip } from "../datasets/read-dataset.ts";
import { connect } from "../platform/database.ts";
import { TenantDatabase } from "../platform/tenancy.ts";

/** Writes a data set with its clips and labels: all of it or nothing. Returns its id. */
export async function importDataset(
  databaseUrl: string,
  tenantId: string,
  { name, clips }: { name: string; clips: readonly FoundClip[] },
): Promise<string> {
  const prisma = connect(databaseUrl, "vigil_app");
  try {
    return await new TenantDatabase(prisma, tenantId).transaction(async (tx) => {
      const dataset = await tx.dataset.create({ data: { name } });
      const made = await tx.clip.createManyAndReturn({
        select: { id: true, split: true, name: true },
        data: clips.map((clip) => ({
          datasetId: dataset.id,
          name: clip.name,
          split: clip.split,
          source: `file:${resolve(clip.path)}`,
          frameCount: clip.frameCount,
          frameRate: clip.frameRate,
          width: clip.width,
          height: clip.height,
          labelled: clip.labels !== undefined,
        })),
      });
      const ids = new Map(made.map(({ id, split, name }) => [`${split} ${name}`, id]));
      await tx.label.createMany({
        data: clips.flatMap(({ split, name, labels = [] }) => {
          const clipId = ids.get(`${split} ${name}`);
          if (clipId === undefined) throw new Error(`Clip ${name} was not stored.`);
          return labels.map(({ from, to }) => ({ clipId, fromFrame: from, toFrame: to }));
        }),
      });
      return dataset.id;
    });
  } finally {
    await prisma.$disconnect();
  }
}
