import { Field, Int, ObjectType } from "type-graphql";
import { Preset, StreamMode } from "./enums.ts";

@ObjectType()
export class ModelSettings {
  @Field(() => Preset)
  preset!: Preset;

  @Field(() => Int)
  width!: number;

  @Field(() => Int)
  height!: number;

  @Field(() => Int)
  baseChannels!: number;

  @Field(() => Int)
  memoryItems!: number;

  @Field(() => StreamMode)
  streams!: StreamMode;

  @Field(() => Boolean)
  temporalShift!: boolean;

  @Field(() => Boolean)
  channelAttention!: boolean;

  @Field(() => Boolean)
  memory!: boolean;

  @Field(() => Boolean)
  discretisationLoss!: boolean;
}
