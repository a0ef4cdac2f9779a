import type { Queue } from "../jobs/queue.ts";
import type { Events } from "../platform/events.ts";
import type { TenantDatabase } from "../platform/tenancy.ts";
import { AlertService } from "./alerts.ts";
import { CameraService } from "./cameras.ts";
import { ClipService, type Footage } from "./clips.ts";
import { DatasetService } from "./datasets.ts";
import { EvaluationResults } from "./evaluation-results.ts";
import type { EvaluationScores } from "./evaluation-scores.ts";
import { EvaluationService } from "./evaluations.ts";
import { ModelService } from "./models.ts";
import { MonitoringService } from "./monitoring.ts";
import { ScoreStream } from "./score-stream.ts";
import { ScoreService } from "./scores.ts";
import { SiteService } from "./sites.ts";
import { TrainingJobService } from "./training-jobs.ts";

/** What the services of all tenants share. */
export interface ServiceParts {
  events: Events;
  queue: Queue;
  footage: Footage;
  evaluationScores: EvaluationScores;
}

export type TenantServices = ReturnType<typeof tenantServices>;

/** Everything that can be done for one tenant. */
export function tenantServices(parts: ServiceParts, db: TenantDatabase) {
  const { events, queue, footage, evaluationScores } = parts;
  return {
    sites: new SiteService(db),
    cameras: new CameraService(db, events, footage.folders),
    monitoring: new MonitoringService(db, events),
    datasets: new DatasetService(db),
    clips: new ClipService(db, footage),
    models: new ModelService(db),
    trainingJobs: new TrainingJobService(db, events, queue),
    evaluations: new EvaluationService(db, queue),
    evaluationResults: new EvaluationResults(db, evaluationScores),
    scores: new ScoreService(db),
    scoreStream: new ScoreStream(db, events),
    alerts: new AlertService(db, events),
  };
}
