import { Field, ID, InputType, Int } from "type-graphql";
import { Split } from "./enums.ts";

@InputType({ description: "Frames `from` to `to`, both included, counted from 0." })
export class FrameSpanInput {
  @Field(() => Int)
  from!: number;

  @Field(() => Int)
  to!: number;
}

@InputType()
export class AddClipInput {
  @Field(() => ID)
  datasetId!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Split)
  split!: Split;

  @Field(() => String, {
    description:
      "upload:ID, ID being the last part of the upload's URL, or media:PATH under the server's media folder.",
  })
  source!: string;
}
