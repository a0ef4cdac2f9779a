import { Field, Float, Int, ObjectType } from "type-graphql";
import { Preset, SkipMode, StreamMode, TargetMode } from "./enums.ts";

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

  @Field(() => TargetMode)
  target!: TargetMode;

  @Field(() => SkipMode)
  skip!: SkipMode;

  @Field(() => Float, {
    description: "Of the softmax by which a query reads the memory's items; 1 in the paper.",
  })
  readTemperature!: number;

  @Field(() => Boolean, {
    description:
      "Takes flicker, shake and noise out of a fixed camera's frames before the network sees them.",
  })
  steady!: boolean;
}
