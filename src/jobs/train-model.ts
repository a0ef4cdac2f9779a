import { z } from "zod";
import { defineJob } from "./queue.ts";

/** Trains the model that a TrainingJob row describes. */
export const TrainModel = defineJob({
  name: "train-model",
  payload: z.object({ tenantId: z.uuid(), trainingJobId: z.uuid() }),
  // A worker that dies is noticed after this long, and its job taken over.
  heartbeatSeconds: 20,
});
