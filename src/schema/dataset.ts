import { Field, ID, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { DatasetStatus } from "./enums.ts";
import { DateTime } from "./scalars.ts";

@ObjectType({
  description: "Clips for training and testing. Once a job has used it, it does not change.",
})
export class Dataset {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => DatasetStatus)
  status!: DatasetStatus;

  @Field(() => String, { nullable: true })
  error?: string;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType()
export class DatasetConnection extends connectionOf(Dataset) {}
