import { Field, Float, ID, InputType, Int } from "type-graphql";
import { Preset, StreamMode } from "./enums.ts";

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
  streams?: StreamMode | null;

  @Field(() => Boolean, { nullable: true })
  temporalShift?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  channelAttention?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  memory?: boolean | null;

  @Field(() => Boolean, { nullable: true })
  discretisationLoss?: boolean | null;
}

@InputType()
export class StartTrainingInput {
  @Field(() => ID)
  datasetId!: string;

  @Field(() => String, { nullable: true, description: "The model's; the dataset's when absent." })
  name?: string | null;

  @Field(() => Preset, { defaultValue: "LITE" })
  preset!: Preset;

  @Field(() => Int, { nullable: true })
  epochs?: number | null;

  @Field(() => Int, { nullable: true })
  batchSize?: number | null;

  @Field(() => Float, { nullable: true })
  learningRate?: number | null;

  @Field(() => Int, { defaultValue: 0, description: "The same seed trains the same weights." })
  seed!: number;

  @Field(() => Float, {
    nullable: true,
    description: "Stop after this many seconds of training, keeping the best weights so far.",
  })
  maxSeconds?: number | null;

  @Field(() => ModelSettingsInput, { nullable: true })
  settings?: ModelSettingsInput | null;
}
