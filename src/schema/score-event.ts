import { ArgsType, createUnionType, Field, Float, ID, Int, ObjectType } from "type-graphql";
import { GapReason } from "./enums.ts";
import { DateTime, SafeInt } from "./scalars.ts";

@ObjectType()
export class AnomalyScore {
  @Field(() => ID)
  cameraId!: string;

  @Field(() => SafeInt, {
    description: "Grows by one for each frame scored on this camera, and never repeats.",
  })
  sequence!: number;

  @Field(() => DateTime)
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
  spatialDistance?: number;

  @Field(() => Float, { nullable: true })
  temporalDistance?: number;

  @Field(() => Boolean)
  anomalous!: boolean;

  @Field(() => ID)
  modelId!: string;
}

@ObjectType({ description: "Frames without a score. Scores are never dropped in silence." })
export class ScoreGap {
  @Field(() => ID)
  cameraId!: string;

  @Field(() => SafeInt, { description: "The last score before the gap." })
  afterSequence!: number;

  @Field(() => DateTime)
  from!: Date;

  @Field(() => DateTime, { nullable: true })
  to?: Date;

  @Field(() => SafeInt, { nullable: true })
  missedFrames?: number;

  @Field(() => GapReason)
  reason!: GapReason;
}

export const ScoreEvent = createUnionType({
  name: "ScoreEvent",
  types: () => [AnomalyScore, ScoreGap] as const,
  resolveType: (event) => ("sequence" in event ? AnomalyScore : ScoreGap),
});

@ArgsType()
export class ScoresArgs {
  @Field(() => ID)
  cameraId!: string;

  @Field(() => DateTime)
  from!: Date;

  @Field(() => DateTime)
  to!: Date;

  @Field(() => Int, { nullable: true, description: "1..5000, 1000 when absent." })
  maxPoints?: number | null;
}
