import { Field, ID, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { DateTimeScalar } from "./scalars.ts";

@ObjectType()
export class Site {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  timeZone!: string;

  @Field(() => DateTimeScalar)
  createdAt!: Date;
}

@ObjectType()
export class SiteConnection extends connectionOf(Site) {}
