import { Field, InputType } from "type-graphql";

const timeZone = "An IANA time zone, such as Europe/Oslo.";

@InputType()
export class CreateSiteInput {
  @Field(() => String)
  name!: string;

  @Field(() => String, { defaultValue: "UTC", description: timeZone })
  timeZone!: string;
}

@InputType({ description: "What is absent stays as it is." })
export class UpdateSiteInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => String, { nullable: true, description: timeZone })
  timeZone?: string | null;
}
