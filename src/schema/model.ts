import { Field, ID, Int, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { Preset, StreamMode } from "./enums.ts";
import { DateTimeScalar } from "./scalars.ts";

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

@ObjectType()
export class Model {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => ModelSettings)
  settings!: ModelSettings;

  @Field(() => Int)
  parameterCount!: number;

  @Field(() => String)
  weightsSha256!: string;

  @Field(() => DateTimeScalar)
  createdAt!: Date;
}

@ObjectType()
export class ModelConnection extends connectionOf(Model) {}
