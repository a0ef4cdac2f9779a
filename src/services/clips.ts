import { ConflictError, InvalidInputError } from "../errors.ts";
import { violatesUnique } from "../platform/database.ts";
import type { Clip } from "../platform/generated/client.ts";
import type { Split } from "../platform/generated/enums.ts";
import type { TenantDatabase } from "../platform/tenancy.ts";
import { locate, type SourceFolders } from "./camera-source.ts";
import { findDataset, openDataset, requireOpen } from "./datasets.ts";
import { checkSpans, type FrameSpan } from "./frame-spans.ts";
import { checkName, find } from "./input.ts";
import { readPage, type Page, type PageInput } from "./page.ts";

export interface ClipFacts {
  frameCount: number;
  frameRate: number;
  width: number;
  height: number;
}

/** What is known of footage before it is a clip. */
export interface Footage {
  folders: SourceFolders;
  /** Decodes the whole file: exact, but not quick. */
  probe(path: string): Promise<ClipFacts | { problem: string }>;
  uploadIsComplete(tenantId: string, uploadId: string): Promise<boolean>;
}

export class ClipService {
  constructor(
    private readonly db: TenantDatabase,
    private readonly footage: Footage,
  ) {}

  getMany(ids: readonly string[]): Promise<Clip[]> {
    return this.db.transaction((tx) => tx.clip.findMany({ where: { id: { in: [...ids] } } }));
  }

  list(datasetId: string, page: PageInput): Promise<Page<Clip>> {
    return this.db.transaction((tx) =>
      readPage(page, {
        order: "oldest first",
        rows: ({ where, ...rest }) => tx.clip.findMany({ where: { datasetId, ...where }, ...rest }),
        count: () => tx.clip.count({ where: { datasetId } }),
      }),
    );
  }

  async add(input: {
    datasetId: string;
    name: string;
    split: Split;
    source: string;
  }): Promise<Clip> {
    const name = checkName("input.name", input.name);
    // Asked twice, as decoding takes too long for a transaction and is in vain if the answer is no.
    requireOpen(await this.db.transaction((tx) => findDataset(tx, input.datasetId)));
    const facts = await this.#probe(input.source);

    const { split, source } = input;
    return this.db
      .transaction(async (tx) => {
        const { id: datasetId } = await openDataset(tx, input.datasetId);
        return tx.clip.create({ data: { datasetId, name, split, source, ...facts } });
      })
      .catch((error: unknown) => {
        if (!violatesUnique(error)) throw error;
        throw new ConflictError(`The dataset already has a ${split} clip named “${name}”.`);
      });
  }

  /** In place of what was said before; an empty list says that all is normal. */
  setAnomalies(clipId: string, spans: readonly FrameSpan[]): Promise<Clip> {
    return this.db.transaction(async (tx) => {
      const clip = await find("Clip", clipId, (id) => tx.clip.findUnique({ where: { id } }));
      const labels = checkSpans("spans", spans, clip.frameCount);
      await openDataset(tx, clip.datasetId);
      await tx.label.deleteMany({ where: { clipId: clip.id } });
      await tx.label.createMany({
        data: labels.map(({ from, to }) => ({ clipId: clip.id, fromFrame: from, toFrame: to })),
      });
      return tx.clip.update({ where: { id: clip.id }, data: { labelled: true } });
    });
  }

  /** By clip, in order; no span at all for a clip that nobody labelled. */
  anomaliesOf(clipIds: readonly string[]): Promise<Map<string, FrameSpan[]>> {
    return this.db.transaction(async (tx) => {
      const labels = await tx.label.findMany({
        where: { clipId: { in: [...clipIds] } },
        orderBy: { fromFrame: "asc" },
      });
      const spans = Map.groupBy(labels, ({ clipId }) => clipId);
      return new Map(
        clipIds.map((id) => [
          id,
          (spans.get(id) ?? []).map(({ fromFrame, toFrame }) => ({ from: fromFrame, to: toFrame })),
        ]),
      );
    });
  }

  async #probe(source: string): Promise<ClipFacts> {
    const path = "input.source";
    const { tenantId } = this.db;
    if (!/^(media|upload):/.test(source)) {
      throw new InvalidInputError(path, `${path} must be upload:ID or media:PATH.`);
    }
    const file = await locate(path, source, tenantId, this.footage.folders);
    if (source.startsWith("upload:")) {
      const complete = await this.footage.uploadIsComplete(
        tenantId,
        source.slice("upload:".length),
      );
      if (!complete) throw new ConflictError(`“${source}” is still being uploaded.`);
    }
    const found = await this.footage.probe(file);
    if ("problem" in found) {
      throw new InvalidInputError(
        path,
        `${path} must be a video or a folder of frames: ${found.problem}`,
      );
    }
    return found;
  }
}
