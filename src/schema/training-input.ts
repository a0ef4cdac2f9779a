import { Field, Float, ID, InputType, Int } from "type-graphql";
import { Preset, SkipMode, StreamMode, TargetMode } from "./enums.ts";

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

  @Field(() => TargetMode, { nullable: true })
  target?: TargetMode | null;

  @Field(() => SkipMode, { nullable: true })
  skip?: SkipMode | null;

  @Field(() => Float, {
    nullable: true,
    description: "Of the softmax by which a query reads the memory's items; 1 in the paper.",
  })
  readTemperature?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      "Takes flicker, shake and noise out of a fixed camera's frames before the network sees them.",
  })
  steady?: boolean | null;
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

  @Field(() => Boolean, {
    defaultValue: true,
    description: "End when footage that is held out from training no longer gains.",
  })
  earlyStop!: boolean;

  @Field(() => Float, {
    nullable: true,
    description: "Of the discretisation loss, α and β of the paper; 0.1 when absent.",
  })
  discretisationWeight?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "Of the spatial stream's loss, γi of the paper; 0.5 when absent.",
  })
  spatialWeight?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "Of the temporal stream's loss, γx of the paper; 0.5 when absent.",
  })
  temporalWeight?: number | null;

  @Field(() => Float, {
    nullable: true,
    description: "How much more the error of pixels that move counts; 0, not at all, when absent.",
  })
  motionWeight?: number | null;

  @Field(() => ModelSettingsInput, { nullable: true })
  settings?: ModelSettingsInput | null;
}
