import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { JobStatus } from "./enums.ts";

@ObjectType()
export class LossPoint {
  @Field(() => Int)
  step!: number;

  @Field(() => Float)
  total!: number;

  @Field(() => Float, { nullable: true })
  spatialPrediction?: number;

  @Field(() => Float, { nullable: true })
  temporalPrediction?: number;

  @Field(() => Float, { nullable: true })
  discretisation?: number;

  @Field(() => Float, { nullable: true, description: "On the clips held out from training." })
  validation?: number;
}

@ObjectType()
export class TrainingProgress {
  @Field(() => ID)
  jobId!: string;

  @Field(() => JobStatus)
  status!: JobStatus;

  @Field(() => Float, { description: "0..1" })
  progress!: number;

  @Field(() => Int)
  step!: number;

  @Field(() => Int)
  totalSteps!: number;

  @Field(() => Int)
  epoch!: number;

  @Field(() => LossPoint, { nullable: true })
  loss?: LossPoint;

  @Field(() => Float, { nullable: true })
  samplesPerSecond?: number;

  @Field(() => Float, { nullable: true })
  remainingSeconds?: number;
}
