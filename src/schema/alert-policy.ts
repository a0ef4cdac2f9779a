import { Field, Float, InputType, Int, ObjectType } from "type-graphql";

@ObjectType({
  description:
    "An alert opens after `openAfterFrames` frames at or above `threshold`, closes after `closeAfterFrames` below `threshold` − `hysteresis`, and none opens within `cooldownSeconds` of the last.",
})
export class AlertPolicy {
  @Field(() => Float)
  threshold!: number;

  @Field(() => Float)
  hysteresis!: number;

  @Field(() => Int)
  openAfterFrames!: number;

  @Field(() => Int)
  closeAfterFrames!: number;

  @Field(() => Float)
  cooldownSeconds!: number;
}

@InputType({ description: "What is absent stays as it is." })
export class AlertPolicyInput {
  @Field(() => Float, { nullable: true })
  threshold?: number | null;

  @Field(() => Float, { nullable: true })
  hysteresis?: number | null;

  @Field(() => Int, { nullable: true })
  openAfterFrames?: number | null;

  @Field(() => Int, { nullable: true })
  closeAfterFrames?: number | null;

  @Field(() => Float, { nullable: true })
  cooldownSeconds?: number | null;
}
