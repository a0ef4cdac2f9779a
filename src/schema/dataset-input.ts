import { Field, ID, InputType } from "type-graphql";

@InputType()
export class CreateDatasetInput {
  @Field(() => String)
  name!: string;

  @Field(() => ID, { nullable: true })
  cameraId?: string | null;
}
