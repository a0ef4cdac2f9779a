import { z } from "zod";
import { defineJob } from "./queue.ts";

const payload = z.object({ tenantId: z.uuid(), trainingJobId: z.uuid() });
export type TrainModelPayload = z.infer<typeof payload>;

/** Trains the model that a TrainingJob row describes. */
export const TrainModel = defineJob({
  name: "train-model",
  payload,
  // A worker that dies is noticed after this long, and its job taken over.
  heartbeatSeconds: 20,
});
