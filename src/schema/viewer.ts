import { Field, ID, ObjectType } from "type-graphql";
import { Role } from "./enums.ts";
import { DateTime } from "./scalars.ts";

@ObjectType()
export class Tenant {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType()
export class Member {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  email!: string;

  @Field(() => Role)
  role!: Role;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType({ description: "Who is asking, and for which tenant." })
export class Viewer {
  @Field(() => Tenant)
  tenant!: Tenant;

  @Field(() => Role)
  role!: Role;

  @Field(() => Member, { nullable: true })
  member?: Member;
}

@ObjectType()
export class Session {
  @Field(() => String, { description: "Sent as `Authorization: Bearer TOKEN`." })
  token!: string;

  @Field(() => DateTime)
  expiresAt!: Date;

  @Field(() => Viewer)
  viewer!: Viewer;
}
