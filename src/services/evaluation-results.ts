import {
  clipScores,
  evaluate,
  normalisations,
  rocAuc,
  ScoreError,
  type EvaluationResult,
  type Normalisation,
  type Protocol,
  type RocPoint,
} from "../engine/evaluation.ts";
import type { StreamMode } from "../engine/settings.ts";
import { ConflictError, NotFoundError } from "../errors.ts";
import type { TenantDatabase } from "../platform/tenancy.ts";
import type { EvaluationScores, Scored } from "./evaluation-scores.ts";
import { checkNumber } from "./input.ts";

export type { EvaluationResult };

export interface ScoreProtocol {
  normalisation: Normalisation;
  streams: StreamMode;
}

export interface ClipResult {
  evaluationId: string;
  clipId: string;
  /** Absent where the clip has frames of one kind only. */
  auc?: number;
}

export interface FrameScore {
  frame: number;
  score: number;
  /** Absent where nobody labelled the clip. */
  anomalous?: boolean;
}

const protocolsKept = 30;

/** Figures computed from the terms that an evaluation stored; none until it has succeeded. */
export class EvaluationResults {
  constructor(
    private readonly db: TenantDatabase,
    private readonly scores: EvaluationScores,
  ) {}

  /** Of each normalisation, unsmoothed; none where the labels are of one kind only. */
  async all(evaluationId: string): Promise<EvaluationResult[]> {
    const scored = await this.scores.of(this.db, evaluationId);
    if (!scored || !hasBothKinds(scored)) return [];
    const { streams } = scored;
    return normalisations.map((normalisation) =>
      compute(scored, { normalisation, streams, smoothing: 0 }),
    );
  }

  async one(
    evaluationId: string,
    protocol: ScoreProtocol & { smoothing: number },
  ): Promise<EvaluationResult | undefined> {
    checkNumber("smoothing", protocol.smoothing, { from: 0, to: 1000 });
    const scored = await this.scores.of(this.db, evaluationId);
    return scored && compute(scored, protocol);
  }

  async clips(evaluationId: string): Promise<ClipResult[]> {
    const scored = await this.scores.of(this.db, evaluationId);
    if (!scored) return [];
    const protocol = { normalisation: "PER_CLIP", streams: scored.streams, smoothing: 0 } as const;
    const scores = scoresBy(scored, protocol);
    return scored.clips.map(({ clipId, terms: { firstFrame, frames }, labels }, index) => {
      const auc = rocAuc(scores[index] ?? [], labels.slice(firstFrame, firstFrame + frames.length));
      return { evaluationId, clipId, ...(auc !== undefined && { auc }) };
    });
  }

  async frameScores(
    evaluationId: string,
    clipId: string,
    protocol: ScoreProtocol,
  ): Promise<FrameScore[]> {
    const scored = await this.scores.of(this.db, evaluationId);
    const index = scored?.clips.findIndex((clip) => clip.clipId === clipId) ?? -1;
    const clip = scored?.clips[index];
    if (!scored || !clip) throw new NotFoundError("Clip", clipId);
    const scores = scoresBy(scored, { ...protocol, smoothing: 0 });
    return (scores[index] ?? []).map((score, at) => {
      const frame = clip.terms.firstFrame + at;
      const anomalous = clip.labels[frame] ?? false;
      return { frame, score, ...(clip.labelled && { anomalous }) };
    });
  }
}

/** At most `maxPoints` of the curve's points, evenly, both ends among them. */
export function thinRoc(points: readonly RocPoint[], maxPoints?: number | null): RocPoint[] {
  const most = checkNumber("maxPoints", maxPoints ?? 1000, { from: 2, to: 5000, integer: true });
  if (points.length <= most) return [...points];
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]).filter(
    (point) => point !== undefined,
  );
}

function compute(scored: Scored, protocol: Protocol): EvaluationResult {
  return remember(scored.results, protocol, () =>
    evaluate(scored.clips, protocol, scored.calibration),
  );
}

/** Of all clips, as WHOLE_SET looks at them together. */
function scoresBy(scored: Scored, protocol: Protocol): number[][] {
  return remember(scored.scores, protocol, () =>
    clipScores(scored.clips, protocol, scored.calibration),
  );
}

/** The engine's reasons why there is no such figure may be read by anyone. */
function remember<T>(
  known: Map<string, T>,
  { normalisation, streams, smoothing }: Protocol,
  work: () => T,
): T {
  const key = [normalisation, streams, smoothing].join(" ");
  const before = known.get(key);
  if (before) return before;
  if (known.size >= protocolsKept) known.clear();
  try {
    const result = work();
    known.set(key, result);
    return result;
  } catch (error) {
    throw error instanceof ScoreError ? new ConflictError(error.message) : error;
  }
}

function hasBothKinds({ clips }: Scored): boolean {
  const labels = clips.flatMap(({ labels, terms }) => labels.slice(terms.firstFrame));
  return labels.includes(true) && labels.includes(false);
}
