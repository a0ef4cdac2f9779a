import { ArgsType, Field, Float, ID, ObjectType } from "type-graphql";
import { connectionOf, PageArgs } from "./connection.ts";
import { JobStatus } from "./enums.ts";
import { DateTime } from "./scalars.ts";

@ObjectType({
  description: "A model's scores of a dataset's test clips, held against their labels.",
})
export class Evaluation {
  @Field(() => ID)
  id!: string;

  @Field(() => JobStatus)
  status!: JobStatus;

  @Field(() => Float, { description: "0..1" })
  progress!: number;

  @Field(() => Float, { nullable: true })
  framesPerSecond?: number;

  @Field(() => String, { nullable: true })
  error?: string;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  finishedAt?: Date;
}

@ObjectType()
export class EvaluationConnection extends connectionOf(Evaluation) {}

@ArgsType()
export class EvaluationsArgs extends PageArgs {
  @Field(() => ID, { nullable: true })
  modelId?: string | null;
}
