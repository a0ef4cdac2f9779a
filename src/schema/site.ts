import { Field, ID, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { DateTime } from "./scalars.ts";

@ObjectType({ description: "A place with cameras." })
export class Site {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, { description: "An IANA time zone, such as Europe/Oslo." })
  timeZone!: string;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType()
export class SiteConnection extends connectionOf(Site) {}
