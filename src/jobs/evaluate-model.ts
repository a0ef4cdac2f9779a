import { z } from "zod";
import { defineJob } from "./queue.ts";

const payload = z.object({ tenantId: z.uuid(), evaluationId: z.uuid() });
export type EvaluateModelPayload = z.infer<typeof payload>;

/** Scores the test clips of an Evaluation row's dataset with its model. */
export const EvaluateModel = defineJob({
  name: "evaluate-model",
  payload,
  // A worker that dies is noticed after this long, and its job taken over.
  heartbeatSeconds: 20,
});
