-- AlterTable
ALTER TABLE "TrainingJob" ADD COLUMN     "discretisationWeight" DOUBLE PRECISION,
ADD COLUMN     "motionWeight" DOUBLE PRECISION,
ADD COLUMN     "spatialWeight" DOUBLE PRECISION,
ADD COLUMN     "temporalWeight" DOUBLE PRECISION;
