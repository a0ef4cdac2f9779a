import { Field, InputType } from "type-graphql";

@InputType()
export class CreateSiteInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { defaultValue: "UTC" })
  timeZone!: string;
}

@InputType()
export class UpdateSiteInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true })
  timeZone?: string | null;
}
