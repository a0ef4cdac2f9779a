import { Field, ID, ObjectType } from "type-graphql";
import { Role } from "./enums.ts";
import { DateTimeScalar } from "./scalars.ts";

@ObjectType()
export class Tenant {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => DateTimeScalar)
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

  @Field(() => DateTimeScalar)
  createdAt!: Date;
}

@ObjectType()
export class Viewer {
  @Field(() => Role)
  role!: Role;
}

@ObjectType()
export class Session {
  @Field(() => String)
  token!: string;

  @Field(() => DateTimeScalar)
  expiresAt!: Date;

  @Field(() => Viewer)
  viewer!: Viewer;
}
