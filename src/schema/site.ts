import { Field, ID, InputType, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { DateTime } from "./scalars.ts";

const timeZone = "An IANA time zone, such as Europe/Berlin.";

@ObjectType({ description: "A place with cameras." })
export class Site {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, { description: timeZone })
  timeZone!: string;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType()
export class SiteConnection extends connectionOf(() => Site) {}

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
