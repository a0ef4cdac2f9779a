import type { Calibration } from "../engine/calibration.ts";
import type { EvaluationResult, LabelledTerms } from "../engine/evaluation.ts";
import type { ModelSettings, StreamMode } from "../engine/settings.ts";
import { decodeTerms } from "../engine/terms.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { findEvaluation } from "./evaluations.ts";

export interface ScoredClip extends LabelledTerms {
  clipId: string;
  /** Whether someone said what is anomalous; if nobody did, all counts as normal. */
  labelled: boolean;
}

/** What a succeeded evaluation left: everything else is computed from it. */
export interface Scored {
  calibration: Calibration;
  streams: StreamMode;
  clips: ScoredClip[];
  /** What has been computed already, by protocol: each clip's scores, and the figures. */
  scores: Map<string, number[][]>;
  results: Map<string, EvaluationResult>;
}

const evaluationsKept = 8;

/**
 * The evaluations looked at last, decoded: one table of results asks for the same terms many
 * times. They never change, as neither do their datasets.
 */
export class EvaluationScores {
  readonly #kept = new Map<string, Scored>();

  /** Undefined until the evaluation has succeeded. */
  async of(db: TenantDatabase, evaluationId: string): Promise<Scored | undefined> {
    const key = `${db.tenantId} ${evaluationId}`;
    const scored = this.#kept.get(key) ?? (await db.transaction((tx) => read(tx, evaluationId)));
    if (!scored) return undefined;
    this.#kept.delete(key);
    this.#kept.set(key, scored); // now the youngest
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > evaluationsKept && oldest !== undefined) this.#kept.delete(oldest);
    return scored;
  }
}

async function read(tx: Transaction, evaluationId: string): Promise<Scored | undefined> {
  const { id, status, modelId } = await findEvaluation(tx, evaluationId);
  if (status !== "SUCCEEDED") return undefined;
  const model = await tx.model.findUniqueOrThrow({ where: { id: modelId } });
  const rows = await tx.clipScores.findMany({
    where: { evaluationId: id },
    orderBy: [{ clip: { name: "asc" } }, { clipId: "asc" }],
    include: { clip: { include: { labels: true } } },
  });
  return {
    calibration: model.calibration as unknown as Calibration,
    streams: (model.settings as unknown as ModelSettings).streams,
    clips: rows.map(({ clipId, terms, clip }) => {
      const labels = Array.from({ length: clip.frameCount }, () => false);
      for (const { fromFrame, toFrame } of clip.labels) labels.fill(true, fromFrame, toFrame + 1);
      return { clipId, labelled: clip.labelled, terms: decodeTerms(terms), labels };
    }),
    scores: new Map(),
    results: new Map(),
  };
}
