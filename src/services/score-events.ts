import type { ScoreGap as GapRow, ScoreSegment } from "../platform/generated/client.ts";
import type { GapReason } from "../platform/generated/enums.ts";

export interface AnomalyScore {
  cameraId: string;
  sequence: number;
  at: Date;
  score: number;
  psnr: number;
  spatialDistance?: number;
  temporalDistance?: number;
  anomalous: boolean;
  modelId: string;
}

export interface ScoreGap {
  cameraId: string;
  afterSequence: number;
  from: Date;
  to?: Date;
  missedFrames?: number;
  reason: GapReason;
}

export type ScoreEvent = AnomalyScore | ScoreGap;

export function scoresOf(segment: ScoreSegment): AnomalyScore[] {
  const { cameraId, modelId } = segment;
  const first = Number(segment.firstSequence);
  return segment.scores.map((score, index) => {
    const spatialDistance = segment.spatialDistances[index];
    const temporalDistance = segment.temporalDistances[index];
    return {
      ...{ cameraId, modelId, sequence: first + index, score },
      at: new Date(segment.startedAt.getTime() + (segment.offsets[index] ?? 0)),
      psnr: segment.psnrs[index] ?? 0,
      anomalous: segment.anomalous[index] ?? false,
      ...(spatialDistance !== undefined && { spatialDistance }),
      ...(temporalDistance !== undefined && { temporalDistance }),
    };
  });
}

export function gapOf({ missedFrames, ...gap }: GapRow): ScoreGap {
  return {
    cameraId: gap.cameraId,
    afterSequence: Number(gap.afterSequence),
    from: gap.fromAt,
    to: gap.toAt,
    reason: gap.reason,
    ...(missedFrames !== null && { missedFrames: Number(missedFrames) }),
  };
}
