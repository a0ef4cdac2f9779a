import { Field, InputType, Int, ObjectType } from "type-graphql";
import type { Preset as PresetName, StreamMode as StreamModeName } from "../engine/settings.ts";
import { Preset, StreamMode } from "./enums.ts";

@ObjectType()
export class ModelSettings {
  @Field(() => Preset)
  preset!: PresetName;

  @Field(() => Int)
  width!: number;

  @Field(() => Int)
  height!: number;

  @Field(() => Int)
  baseChannels!: number;

  @Field(() => Int)
  memoryItems!: number;

  @Field(() => StreamMode)
  streams!: StreamModeName;

  @Field(() => Boolean)
  temporalShift!: boolean;

  @Field(() => Boolean)
  channelAttention!: boolean;

  @Field(() => Boolean)
  memory!: boolean;

  @Field(() => Boolean)
  discretisationLoss!: boolean;
}

@InputType({ description: "Each field that is given replaces the preset's." })
export class ModelSettingsInput {
  @Field(() => Int, { nullable: true })
  width?: number | null;

  @Field(() => Int, { nullable: true })
  height?: number | null;

  @Field(() => Int, { nullable: true })
  baseChannels?: number | null;

  @Field(() => Int, { nullable: true })
  memoryItems?: number | null;

  @Field(() => StreamMode, { nullable: true })
  streams?: StreamModeName | null;

  @Field(() => Boolean, { nullable: true })
  temporalShift?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  channelAttention?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  memory?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  discretisationLoss?: boolean | null;
}
