import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { JobStatus } from "./enums.ts";
import { ModelSettings } from "./model.ts";
import { DateTimeScalar } from "./scalars.ts";

@ObjectType()
export class LossPoint {
  @Field(() => Int)
  step!: number;

  @Field(() => Float)
  total!: number;

  @Field(() => Float, { nullable: true })
  spatialPrediction?: number | null;

  @Field(() => Float, { nullable: true })
  temporalPrediction?: number | null;

  @Field(() => Float, { nullable: true })
  discretisation?: number | null;

  @Field(() => Float, { nullable: true })
  validation?: number | null;
}

@ObjectType()
export class TrainingProgress {
  @Field(() => ID)
  jobId!: string;

  @Field(() => JobStatus)
  status!: JobStatus;

  @Field(() => Float)
  progress!: number;

  @Field(() => Int)
  step!: number;

  @Field(() => Int)
  totalSteps!: number;

  @Field(() => Int)
  epoch!: number;

  @Field(() => LossPoint, { nullable: true })
  loss?: LossPoint | null;

  @Field(() => Float, { nullable: true })
  samplesPerSecond?: number | null;

  @Field(() => Float, { nullable: true })
  remainingSeconds?: number | null;
}

@ObjectType()
export class TrainingJob {
  @Field(() => ID)
  id!: string;

  @Field(() => JobStatus)
  status!: JobStatus;

  @Field(() => ModelSettings)
  settings!: ModelSettings;

  @Field(() => Int)
  epochs!: number;

  @Field(() => Float, { description: "0..1" })
  progress!: number;

  @Field(() => Int)
  step!: number;

  @Field(() => Int)
  totalSteps!: number;

  @Field(() => Int)
  attempt!: number;

  @Field(() => String, { nullable: true })
  error?: string | null;

  @Field(() => DateTimeScalar)
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  startedAt?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true })
  finishedAt?: Date | null;
}

@ObjectType()
export class TrainingJobConnection extends connectionOf(TrainingJob) {}
