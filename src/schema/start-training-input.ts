import { Field, Float, ID, InputType, Int } from "type-graphql";
import type { Preset as PresetName } from "../engine/settings.ts";
import { Preset } from "./enums.ts";
import { ModelSettingsInput } from "./model-settings.ts";

@InputType()
export class StartTrainingInput {
  @Field(() => ID)
  datasetId!: string;

  @Field(() => String, { nullable: true, description: "The model's; the dataset's when absent." })
  name?: string | null;

  @Field(() => Preset, { defaultValue: "LITE" })
  preset!: PresetName;

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
