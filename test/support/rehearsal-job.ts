import { z } from "zod";
import { defineJob } from "../../src/jobs/queue.ts";

export const Rehearsal = defineJob({
  name: "rehearsal",
  payload: z.object({ tenantId: z.uuid(), line: z.string() }),
  heartbeatSeconds: 10,
});
