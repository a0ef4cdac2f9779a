import { z } from "zod";
import { defineJob } from "./queue.ts";

/** Scores the test clips of an Evaluation row's dataset with its model. */
export const EvaluateModel = defineJob({
  name: "evaluate-model",
  payload: z.object({ tenantId: z.uuid(), evaluationId: z.uuid() }),
  // A worker that dies is noticed after this long, and its job taken over.
  heartbeatSeconds: 20,
});
