-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Role" AS ENUM ('VIEWER', 'OPERATOR', 'ADMIN', 'OWNER');

-- CreateEnum
CREATE TYPE "CameraState" AS ENUM ('STOPPED', 'STARTING', 'LIVE', 'RECONNECTING', 'FAILED', 'ENDED');

-- CreateEnum
CREATE TYPE "DatasetStatus" AS ENUM ('OPEN', 'IMPORTING', 'READY', 'FAILED');

-- CreateEnum
CREATE TYPE "Split" AS ENUM ('TRAIN', 'TEST');

-- CreateEnum
CREATE TYPE "JobStatus" AS ENUM ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED');

-- CreateEnum
CREATE TYPE "GapReason" AS ENUM ('SOURCE_LOST', 'OVERLOAD', 'CONSUMER_TOO_SLOW', 'EXPIRED', 'RESTARTED');

-- CreateEnum
CREATE TYPE "Severity" AS ENUM ('INFO', 'WARNING', 'CRITICAL');

-- CreateEnum
CREATE TYPE "Verdict" AS ENUM ('CONFIRMED', 'FALSE_ALARM');

-- CreateTable
CREATE TABLE "Tenant" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Tenant_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Member" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "email" TEXT NOT NULL,
    "passwordHash" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Member_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "memberId" UUID NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ApiKey" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "name" TEXT NOT NULL,
    "role" "Role" NOT NULL,
    "prefix" TEXT NOT NULL,
    "secretHash" BYTEA NOT NULL,
    "expiresAt" TIMESTAMPTZ(3),
    "lastUsedAt" TIMESTAMPTZ(3),
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ApiKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Site" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "name" TEXT NOT NULL,
    "timeZone" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Site_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Camera" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "siteId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sourceUrl" TEXT NOT NULL,
    "loop" BOOLEAN NOT NULL,
    "frameRate" DOUBLE PRECISION NOT NULL,
    "masks" JSONB NOT NULL DEFAULT '[]',
    "activeModelId" UUID,
    "threshold" DOUBLE PRECISION NOT NULL DEFAULT 0.5,
    "hysteresis" DOUBLE PRECISION NOT NULL DEFAULT 0.1,
    "openAfterFrames" INTEGER NOT NULL DEFAULT 3,
    "closeAfterFrames" INTEGER NOT NULL DEFAULT 10,
    "cooldownSeconds" DOUBLE PRECISION NOT NULL DEFAULT 5,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Camera_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "CameraRun" (
    "cameraId" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "wanted" BOOLEAN NOT NULL DEFAULT false,
    "holder" UUID,
    "leaseExpiresAt" TIMESTAMPTZ(3),
    "state" "CameraState" NOT NULL DEFAULT 'STOPPED',
    "lastFrameAt" TIMESTAMPTZ(3),
    "framesPerSecond" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "latencyP95" DOUBLE PRECISION,
    "droppedFrames" BIGINT NOT NULL DEFAULT 0,
    "reconnects" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT,
    "lastSequence" BIGINT NOT NULL DEFAULT 0,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CameraRun_pkey" PRIMARY KEY ("cameraId")
);

-- CreateTable
CREATE TABLE "MonitorInstance" (
    "id" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "heartbeatAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "MonitorInstance_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Activation" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "cameraId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "activatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Activation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Dataset" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "cameraId" UUID,
    "name" TEXT NOT NULL,
    "status" "DatasetStatus" NOT NULL DEFAULT 'OPEN',
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Clip" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "datasetId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "split" "Split" NOT NULL,
    "source" TEXT NOT NULL,
    "frameCount" INTEGER NOT NULL,
    "frameRate" DOUBLE PRECISION NOT NULL,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "labelled" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Clip_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Label" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "clipId" UUID NOT NULL,
    "fromFrame" INTEGER NOT NULL,
    "toFrame" INTEGER NOT NULL,

    CONSTRAINT "Label_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Model" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "datasetId" UUID NOT NULL,
    "trainingJobId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "settings" JSONB NOT NULL,
    "parameterCount" INTEGER NOT NULL,
    "weightsSha256" TEXT NOT NULL,
    "calibration" JSONB NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Model_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "TrainingJob" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "datasetId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "status" "JobStatus" NOT NULL DEFAULT 'QUEUED',
    "settings" JSONB NOT NULL,
    "epochs" INTEGER NOT NULL,
    "batchSize" INTEGER NOT NULL,
    "learningRate" DOUBLE PRECISION NOT NULL,
    "seed" INTEGER NOT NULL,
    "maxSeconds" DOUBLE PRECISION,
    "step" INTEGER NOT NULL DEFAULT 0,
    "totalSteps" INTEGER NOT NULL DEFAULT 0,
    "samplesPerSecond" DOUBLE PRECISION,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "TrainingJob_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LossPoint" (
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "trainingJobId" UUID NOT NULL,
    "step" INTEGER NOT NULL,
    "total" DOUBLE PRECISION NOT NULL,
    "spatialPrediction" DOUBLE PRECISION,
    "temporalPrediction" DOUBLE PRECISION,
    "discretisation" DOUBLE PRECISION,
    "validation" DOUBLE PRECISION,

    CONSTRAINT "LossPoint_pkey" PRIMARY KEY ("trainingJobId","step")
);

-- CreateTable
CREATE TABLE "Evaluation" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "modelId" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "status" "JobStatus" NOT NULL DEFAULT 'QUEUED',
    "progress" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "framesPerSecond" DOUBLE PRECISION,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "crashes" INTEGER NOT NULL DEFAULT 0,
    "error" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Evaluation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClipScores" (
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "evaluationId" UUID NOT NULL,
    "clipId" UUID NOT NULL,
    "firstFrame" INTEGER NOT NULL,
    "terms" BYTEA NOT NULL,

    CONSTRAINT "ClipScores_pkey" PRIMARY KEY ("evaluationId","clipId")
);

-- CreateTable
CREATE TABLE "ScoreSegment" (
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "cameraId" UUID NOT NULL,
    "firstSequence" BIGINT NOT NULL,
    "lastSequence" BIGINT NOT NULL,
    "modelId" UUID NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3) NOT NULL,
    "offsets" INTEGER[],
    "scores" DOUBLE PRECISION[],
    "psnrs" DOUBLE PRECISION[],
    "spatialDistances" DOUBLE PRECISION[],
    "temporalDistances" DOUBLE PRECISION[],
    "anomalous" BOOLEAN[],

    CONSTRAINT "ScoreSegment_pkey" PRIMARY KEY ("cameraId","firstSequence")
);

-- CreateTable
CREATE TABLE "ScoreGap" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "cameraId" UUID NOT NULL,
    "afterSequence" BIGINT NOT NULL,
    "fromAt" TIMESTAMPTZ(3) NOT NULL,
    "toAt" TIMESTAMPTZ(3) NOT NULL,
    "missedFrames" BIGINT,
    "reason" "GapReason" NOT NULL,

    CONSTRAINT "ScoreGap_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Alert" (
    "id" UUID NOT NULL,
    "tenantId" UUID NOT NULL DEFAULT (current_setting('app.tenant_id'::text))::uuid,
    "cameraId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "severity" "Severity" NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "endedAt" TIMESTAMPTZ(3),
    "peakScore" DOUBLE PRECISION NOT NULL,
    "peakAt" TIMESTAMPTZ(3) NOT NULL,
    "threshold" DOUBLE PRECISION NOT NULL,
    "explanation" JSONB NOT NULL,
    "verdict" "Verdict",
    "note" TEXT,
    "acknowledgedById" UUID,
    "acknowledgedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Alert_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Member_email_key" ON "Member"("email");

-- CreateIndex
CREATE UNIQUE INDEX "Member_tenantId_id_key" ON "Member"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Session_tokenHash_key" ON "Session"("tokenHash");

-- CreateIndex
CREATE INDEX "Session_tenantId_memberId_idx" ON "Session"("tenantId", "memberId");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_secretHash_key" ON "ApiKey"("secretHash");

-- CreateIndex
CREATE UNIQUE INDEX "ApiKey_tenantId_id_key" ON "ApiKey"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Site_tenantId_id_key" ON "Site"("tenantId", "id");

-- CreateIndex
CREATE INDEX "Camera_tenantId_siteId_idx" ON "Camera"("tenantId", "siteId");

-- CreateIndex
CREATE UNIQUE INDEX "Camera_tenantId_id_key" ON "Camera"("tenantId", "id");

-- CreateIndex
CREATE INDEX "CameraRun_wanted_leaseExpiresAt_idx" ON "CameraRun"("wanted", "leaseExpiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "CameraRun_tenantId_cameraId_key" ON "CameraRun"("tenantId", "cameraId");

-- CreateIndex
CREATE INDEX "Activation_tenantId_cameraId_idx" ON "Activation"("tenantId", "cameraId");

-- CreateIndex
CREATE UNIQUE INDEX "Dataset_tenantId_id_key" ON "Dataset"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Clip_tenantId_id_key" ON "Clip"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Clip_datasetId_split_name_key" ON "Clip"("datasetId", "split", "name");

-- CreateIndex
CREATE INDEX "Label_tenantId_clipId_idx" ON "Label"("tenantId", "clipId");

-- CreateIndex
CREATE UNIQUE INDEX "Model_trainingJobId_key" ON "Model"("trainingJobId");

-- CreateIndex
CREATE UNIQUE INDEX "Model_tenantId_id_key" ON "Model"("tenantId", "id");

-- CreateIndex
CREATE UNIQUE INDEX "Model_tenantId_trainingJobId_key" ON "Model"("tenantId", "trainingJobId");

-- CreateIndex
CREATE UNIQUE INDEX "Model_tenantId_name_version_key" ON "Model"("tenantId", "name", "version");

-- CreateIndex
CREATE INDEX "TrainingJob_tenantId_datasetId_idx" ON "TrainingJob"("tenantId", "datasetId");

-- CreateIndex
CREATE UNIQUE INDEX "TrainingJob_tenantId_id_key" ON "TrainingJob"("tenantId", "id");

-- CreateIndex
CREATE INDEX "Evaluation_tenantId_modelId_idx" ON "Evaluation"("tenantId", "modelId");

-- CreateIndex
CREATE UNIQUE INDEX "Evaluation_tenantId_id_key" ON "Evaluation"("tenantId", "id");

-- CreateIndex
CREATE INDEX "ScoreSegment_tenantId_cameraId_startedAt_idx" ON "ScoreSegment"("tenantId", "cameraId", "startedAt");

-- CreateIndex
CREATE INDEX "ScoreSegment_cameraId_lastSequence_idx" ON "ScoreSegment"("cameraId", "lastSequence");

-- CreateIndex
CREATE INDEX "ScoreGap_tenantId_cameraId_afterSequence_idx" ON "ScoreGap"("tenantId", "cameraId", "afterSequence");

-- CreateIndex
CREATE INDEX "Alert_tenantId_cameraId_startedAt_idx" ON "Alert"("tenantId", "cameraId", "startedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Alert_tenantId_id_key" ON "Alert"("tenantId", "id");

-- AddForeignKey
ALTER TABLE "Member" ADD CONSTRAINT "Member_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_tenantId_memberId_fkey" FOREIGN KEY ("tenantId", "memberId") REFERENCES "Member"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ApiKey" ADD CONSTRAINT "ApiKey_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Site" ADD CONSTRAINT "Site_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Camera" ADD CONSTRAINT "Camera_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Camera" ADD CONSTRAINT "Camera_tenantId_siteId_fkey" FOREIGN KEY ("tenantId", "siteId") REFERENCES "Site"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Camera" ADD CONSTRAINT "Camera_tenantId_activeModelId_fkey" FOREIGN KEY ("tenantId", "activeModelId") REFERENCES "Model"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CameraRun" ADD CONSTRAINT "CameraRun_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CameraRun" ADD CONSTRAINT "CameraRun_tenantId_cameraId_fkey" FOREIGN KEY ("tenantId", "cameraId") REFERENCES "Camera"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activation" ADD CONSTRAINT "Activation_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activation" ADD CONSTRAINT "Activation_tenantId_cameraId_fkey" FOREIGN KEY ("tenantId", "cameraId") REFERENCES "Camera"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Activation" ADD CONSTRAINT "Activation_tenantId_modelId_fkey" FOREIGN KEY ("tenantId", "modelId") REFERENCES "Model"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Dataset" ADD CONSTRAINT "Dataset_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Dataset" ADD CONSTRAINT "Dataset_tenantId_cameraId_fkey" FOREIGN KEY ("tenantId", "cameraId") REFERENCES "Camera"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Clip" ADD CONSTRAINT "Clip_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Clip" ADD CONSTRAINT "Clip_tenantId_datasetId_fkey" FOREIGN KEY ("tenantId", "datasetId") REFERENCES "Dataset"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Label" ADD CONSTRAINT "Label_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Label" ADD CONSTRAINT "Label_tenantId_clipId_fkey" FOREIGN KEY ("tenantId", "clipId") REFERENCES "Clip"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_tenantId_datasetId_fkey" FOREIGN KEY ("tenantId", "datasetId") REFERENCES "Dataset"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Model" ADD CONSTRAINT "Model_tenantId_trainingJobId_fkey" FOREIGN KEY ("tenantId", "trainingJobId") REFERENCES "TrainingJob"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingJob" ADD CONSTRAINT "TrainingJob_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "TrainingJob" ADD CONSTRAINT "TrainingJob_tenantId_datasetId_fkey" FOREIGN KEY ("tenantId", "datasetId") REFERENCES "Dataset"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LossPoint" ADD CONSTRAINT "LossPoint_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LossPoint" ADD CONSTRAINT "LossPoint_tenantId_trainingJobId_fkey" FOREIGN KEY ("tenantId", "trainingJobId") REFERENCES "TrainingJob"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_tenantId_modelId_fkey" FOREIGN KEY ("tenantId", "modelId") REFERENCES "Model"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_tenantId_datasetId_fkey" FOREIGN KEY ("tenantId", "datasetId") REFERENCES "Dataset"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClipScores" ADD CONSTRAINT "ClipScores_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClipScores" ADD CONSTRAINT "ClipScores_tenantId_evaluationId_fkey" FOREIGN KEY ("tenantId", "evaluationId") REFERENCES "Evaluation"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClipScores" ADD CONSTRAINT "ClipScores_tenantId_clipId_fkey" FOREIGN KEY ("tenantId", "clipId") REFERENCES "Clip"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreSegment" ADD CONSTRAINT "ScoreSegment_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreSegment" ADD CONSTRAINT "ScoreSegment_tenantId_cameraId_fkey" FOREIGN KEY ("tenantId", "cameraId") REFERENCES "Camera"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreSegment" ADD CONSTRAINT "ScoreSegment_tenantId_modelId_fkey" FOREIGN KEY ("tenantId", "modelId") REFERENCES "Model"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreGap" ADD CONSTRAINT "ScoreGap_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ScoreGap" ADD CONSTRAINT "ScoreGap_tenantId_cameraId_fkey" FOREIGN KEY ("tenantId", "cameraId") REFERENCES "Camera"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_tenantId_fkey" FOREIGN KEY ("tenantId") REFERENCES "Tenant"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_tenantId_cameraId_fkey" FOREIGN KEY ("tenantId", "cameraId") REFERENCES "Camera"("tenantId", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_tenantId_modelId_fkey" FOREIGN KEY ("tenantId", "modelId") REFERENCES "Model"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_tenantId_acknowledgedById_fkey" FOREIGN KEY ("tenantId", "acknowledgedById") REFERENCES "Member"("tenantId", "id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- Checks: what no bug of ours may store. Prisma's models cannot say them.
ALTER TABLE "Member" ADD CONSTRAINT "Member_email_check" CHECK ("email" = lower("email"));
ALTER TABLE "Camera" ADD CONSTRAINT "Camera_frameRate_check" CHECK ("frameRate" > 0),
  ADD CONSTRAINT "Camera_alertPolicy_check" CHECK (
    "threshold" BETWEEN 0 AND 1 AND "hysteresis" BETWEEN 0 AND 1
    AND "openAfterFrames" >= 1 AND "closeAfterFrames" >= 1 AND "cooldownSeconds" >= 0
  );
ALTER TABLE "CameraRun" ADD CONSTRAINT "CameraRun_lastSequence_check" CHECK ("lastSequence" >= 0),
  ADD CONSTRAINT "CameraRun_lease_check" CHECK (("holder" IS NULL) = ("leaseExpiresAt" IS NULL));
ALTER TABLE "Clip" ADD CONSTRAINT "Clip_size_check"
  CHECK ("frameCount" > 0 AND "frameRate" > 0 AND "width" > 0 AND "height" > 0);
ALTER TABLE "Label" ADD CONSTRAINT "Label_span_check" CHECK (0 <= "fromFrame" AND "fromFrame" <= "toFrame");
ALTER TABLE "Model" ADD CONSTRAINT "Model_version_check" CHECK ("version" >= 1),
  ADD CONSTRAINT "Model_weightsSha256_check" CHECK ("weightsSha256" ~ '^[0-9a-f]{64}$');
ALTER TABLE "TrainingJob" ADD CONSTRAINT "TrainingJob_options_check" CHECK (
    "epochs" >= 1 AND "batchSize" >= 1 AND "learningRate" > 0 AND ("maxSeconds" IS NULL OR "maxSeconds" > 0)
  ),
  ADD CONSTRAINT "TrainingJob_step_check" CHECK (0 <= "step" AND "step" <= "totalSteps");
ALTER TABLE "Evaluation" ADD CONSTRAINT "Evaluation_progress_check" CHECK ("progress" BETWEEN 0 AND 1);
ALTER TABLE "ScoreSegment" ADD CONSTRAINT "ScoreSegment_arrays_check" CHECK (
  "firstSequence" >= 1 AND "lastSequence" >= "firstSequence"
  AND cardinality("offsets") = "lastSequence" - "firstSequence" + 1
  AND cardinality("scores") = cardinality("offsets")
  AND cardinality("psnrs") = cardinality("offsets")
  AND cardinality("anomalous") = cardinality("offsets")
  AND cardinality("spatialDistances") IN (0, cardinality("offsets"))
  AND cardinality("temporalDistances") IN (0, cardinality("offsets"))
);
ALTER TABLE "ScoreGap" ADD CONSTRAINT "ScoreGap_span_check"
  CHECK ("afterSequence" >= 0 AND "fromAt" <= "toAt" AND ("missedFrames" IS NULL OR "missedFrames" >= 0));
ALTER TABLE "Alert" ADD CONSTRAINT "Alert_score_check" CHECK ("peakScore" BETWEEN 0 AND 1),
  ADD CONSTRAINT "Alert_span_check" CHECK ("endedAt" IS NULL OR "startedAt" <= "endedAt");
