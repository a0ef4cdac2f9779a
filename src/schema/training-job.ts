import { ArgsType, Field, Float, ID, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArgs } from "./connection.ts";
import { JobStatus } from "./enums.ts";
import { ModelSettings } from "./model-settings.ts";
import { DateTime } from "./scalars.ts";

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

  @Field(() => [String], {
    description: "What was chosen for it and why, and warnings about its footage.",
  })
  advice!: string[];

  @Field(() => Boolean, { description: "It ended because held-out footage no longer gained." })
  stoppedEarly!: boolean;

  @Field(() => Int, { description: "How many workers have begun it." })
  attempt!: number;

  @Field(() => String, { nullable: true })
  error?: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  startedAt?: Date;

  @Field(() => DateTime, { nullable: true })
  finishedAt?: Date;
}

@ObjectType()
export class TrainingJobConnection extends connectionOf(TrainingJob) {}

@ArgsType()
export class TrainingJobsArgs extends PageArgs {
  @Field(() => JobStatus, { nullable: true })
  status?: JobStatus | null;
}
