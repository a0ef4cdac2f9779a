import { Field, ID, InputType } from "type-graphql";

@InputType()
export class StartEvaluationInput {
  @Field(() => ID)
  modelId!: string;

  @Field(() => ID)
  datasetId!: string;
}
