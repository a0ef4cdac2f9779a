import { InvalidInputError } from "../errors.ts";
import type { TenantDatabase } from "../platform/tenancy.ts";
import { findCamera } from "./cameras.ts";
import { checkNumber } from "./input.ts";
import type { AnomalyScore } from "./score-events.ts";

interface Row {
  sequence: bigint;
  at: Date;
  score: number;
  psnr: number;
  spatialDistance: number | null;
  temporalDistance: number | null;
  anomalous: boolean;
  modelId: string;
}

export class ScoreService {
  constructor(private readonly db: TenantDatabase) {}

  /** In order, at most `maxPoints`: of each run of neighbours the highest. */
  async between(input: {
    cameraId: string;
    from: Date;
    to: Date;
    maxPoints?: number | null;
  }): Promise<AnomalyScore[]> {
    const { from, to } = input;
    const range = { from: 1, to: 5000, integer: true };
    const maxPoints = checkNumber("maxPoints", input.maxPoints ?? 1000, range);
    if (from > to) throw new InvalidInputError("to", "to may not lie before from.");

    return this.db.transaction(async (tx) => {
      const { id: cameraId } = await findCamera(tx, input.cameraId);
      const rows = await tx.$queryRaw<Row[]>`
        with "frame" as (
          select "s"."firstSequence" + "f"."place" - 1 as "sequence",
                 "s"."startedAt" + make_interval(secs => "f"."offset" / 1000.0) as "at",
                 "f"."score", "f"."psnr", "f"."spatialDistance", "f"."temporalDistance",
                 "f"."anomalous", "s"."modelId"
          from "ScoreSegment" "s",
               unnest("offsets", "scores", "psnrs", "spatialDistances", "temporalDistances", "anomalous")
                 with ordinality as "f"("offset", "score", "psnr", "spatialDistance",
                                        "temporalDistance", "anomalous", "place")
          where "s"."cameraId" = ${cameraId}::uuid
            and "s"."startedAt" <= ${to} and "s"."endedAt" >= ${from}
        ), "bucketed" as (
          select *, ntile(${maxPoints}::int) over (order by "sequence") as "bucket"
          from "frame" where "at" between ${from} and ${to}
        )
        select distinct on ("bucket") * from "bucketed"
        order by "bucket", "score" desc, "sequence"`;
      return rows.map(({ sequence, at, score, psnr, anomalous, modelId, ...row }) => ({
        ...{ cameraId, sequence: Number(sequence), at, score, psnr, anomalous, modelId },
        ...(row.spatialDistance !== null && { spatialDistance: row.spatialDistance }),
        ...(row.temporalDistance !== null && { temporalDistance: row.temporalDistance }),
      }));
    });
  }
}
