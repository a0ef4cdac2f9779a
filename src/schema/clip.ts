import { Field, Float, ID, InputType, Int, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { Split } from "./enums.ts";

@ObjectType()
export class Clip {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Split)
  split!: Split;

  @Field(() => Int)
  frameCount!: number;

  @Field(() => Float)
  frameRate!: number;

  @Field(() => Int)
  width!: number;

  @Field(() => Int)
  height!: number;
}

@ObjectType()
export class ClipConnection extends connectionOf(() => Clip) {}

@ObjectType({ description: "Frames `from` to `to`, both included, counted from 0." })
export class FrameSpan {
  @Field(() => Int)
  from!: number;

  @Field(() => Int)
  to!: number;
}

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
