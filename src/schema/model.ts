import { ArgsType, Field, ID, Int, ObjectType } from "type-graphql";
import { connectionOf, PageArgs } from "./connection.ts";
import { ModelSettings } from "./model-settings.ts";
import { DateTime } from "./scalars.ts";

@ObjectType({
  description: "What one training made: the weights of a network and its calibration.",
})
export class Model {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Int, { description: "Counts the models of this name, from 1." })
  version!: number;

  @Field(() => ModelSettings)
  settings!: ModelSettings;

  @Field(() => Int)
  parameterCount!: number;

  @Field(() => String)
  weightsSha256!: string;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType()
export class ModelConnection extends connectionOf(Model) {}

@ArgsType()
export class ModelsArgs extends PageArgs {
  @Field(() => ID, { nullable: true })
  datasetId?: string | null;
}
