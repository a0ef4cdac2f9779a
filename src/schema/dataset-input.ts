import { Field, ID, InputType, Int } from "type-graphql";
import { Split } from "./enums.ts";

@InputType()
export class CreateDatasetInput {
  @Field(() => String)
  name!: string;

  @Field(() => ID, { nullable: true })
  cameraId?: string | null;
}

@InputType()
export class AddClipInput {
  @Field(() => ID)
  datasetId!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Split)
  split!: Split;

  @Field(() => String, { description: "upload:ID or media:PATH" })
  source!: string;
}

@InputType()
export class FrameSpanInput {
  @Field(() => Int)
  from!: number;

  @Field(() => Int)
  to!: number;
}
