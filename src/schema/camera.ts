import { ArgsType, Field, Float, ID, ObjectType } from "type-graphql";
import { AlertPolicy } from "./alert-policy.ts";
import { connectionOf, PageArgs } from "./connection.ts";
import { DateTime } from "./scalars.ts";

@ObjectType({ description: "Never shows the credentials that its URL carries." })
export class CameraSource {
  @Field(() => String)
  url!: string;

  @Field(() => Boolean)
  loop!: boolean;
}

@ObjectType()
export class Camera {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => CameraSource)
  source!: CameraSource;

  @Field(() => Float, {
    description: "Frames scored a second; the source is resampled to it.",
  })
  frameRate!: number;

  @Field(() => [[[Float]]], {
    description:
      "The picture is masked to black inside these polygons; corners are 0..1 of width and height.",
  })
  masks!: number[][][];

  @Field(() => AlertPolicy)
  alertPolicy!: AlertPolicy;

  @Field(() => DateTime)
  createdAt!: Date;
}

@ObjectType()
export class CameraConnection extends connectionOf(Camera) {}

@ArgsType()
export class CamerasArgs extends PageArgs {
  @Field(() => ID, { nullable: true })
  siteId?: string | null;
}
