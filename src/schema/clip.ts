import { Field, Float, ID, Int, ObjectType } from "type-graphql";
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
export class ClipConnection extends connectionOf(Clip) {}

@ObjectType({ description: "Frames `from` to `to`, both included, counted from 0." })
export class FrameSpan {
  @Field(() => Int)
  from!: number;

  @Field(() => Int)
  to!: number;
}
