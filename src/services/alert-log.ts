import type { Severity } from "../platform/generated/enums.ts";
import type { Transaction } from "../platform/tenancy.ts";

export type { Severity };

/** AlertExplanation of the API, as it is stored. */
export interface AlertExplanation {
  box?: [left: number, top: number, right: number, bottom: number];
  predictionShare: number;
  spatialShare: number;
  temporalShare: number;
}

/** An alert as its monitor knows it; the database gives it its id when it is first saved. */
export interface TrackedAlert {
  id?: string;
  modelId: string;
  severity: Severity;
  startedAt: Date;
  endedAt?: Date;
  peak: { score: number; at: Date; explanation: AlertExplanation };
  threshold: number;
}

/** Writes the alert as it now is and returns its id. */
export async function saveAlert(
  tx: Transaction,
  cameraId: string,
  { id, peak, ...alert }: TrackedAlert,
): Promise<string> {
  const data = {
    ...alert,
    cameraId,
    peakScore: peak.score,
    peakAt: peak.at,
    explanation: { ...peak.explanation },
  };
  const saved = id
    ? await tx.alert.update({ where: { id }, data, select: { id: true } })
    : await tx.alert.create({ data, select: { id: true } });
  return saved.id;
}

/** What a monitor that takes a camera over must know of the alerts before. */
export async function recallAlerts(
  tx: Transaction,
  cameraId: string,
): Promise<{ open?: TrackedAlert; lastEndedAt?: Date }> {
  const latest = await tx.alert.findFirst({ where: { cameraId }, orderBy: { startedAt: "desc" } });
  if (!latest) return {};
  if (latest.endedAt) return { lastEndedAt: latest.endedAt };
  const { id, modelId, severity, startedAt, threshold } = latest;
  const explanation = latest.explanation as unknown as AlertExplanation;
  const peak = { score: latest.peakScore, at: latest.peakAt, explanation };
  return { open: { id, modelId, severity, startedAt, threshold, peak } };
}
