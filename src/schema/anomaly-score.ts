import { createUnionType, Field, Float, ID, ObjectType } from "type-graphql";
import { GapReason } from "./enums.ts";
import { DateTimeScalar, SafeIntScalar } from "./scalars.ts";

@ObjectType()
export class AnomalyScore {
  @Field(() => ID)
  cameraId!: string;

  @Field(() => SafeIntScalar, {
    description: "Grows by one for each frame scored on this camera, and never repeats.",
  })
  sequence!: number;

  @Field(() => DateTimeScalar)
  at!: Date;

  @Field(() => Float)
  score!: number;

  @Field(() => Float, {
    description: "Peak signal-to-noise ratio of the predicted frame, in decibels.",
  })
  psnr!: number;

  @Field(() => Float, {
    nullable: true,
    description: "Mean distance to the nearest memory item, spatial and temporal stream.",
  })
  spatialDistance?: number | null;

  @Field(() => Float, { nullable: true })
  temporalDistance?: number | null;

  @Field(() => Boolean)
  anomalous!: boolean;

  @Field(() => ID)
  modelId!: string;
}

@ObjectType({ description: "Frames without a score. Scores are never dropped in silence." })
export class ScoreGap {
  @Field(() => ID)
  cameraId!: string;

  @Field(() => SafeIntScalar)
  afterSequence!: number;

  @Field(() => DateTimeScalar)
  from!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  to?: Date | null;

  @Field(() => SafeIntScalar, { nullable: true })
  missedFrames?: number | null;

  @Field(() => GapReason)
  reason!: GapReason;
}

export const ScoreEvent = createUnionType({
  name: "ScoreEvent",
  types: () => [AnomalyScore, ScoreGap] as const,
});
