-- AlterTable
ALTER TABLE "TrainingJob" ADD COLUMN     "advice" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "earlyStop" BOOLEAN,
ADD COLUMN     "stoppedEarly" BOOLEAN NOT NULL DEFAULT false;
