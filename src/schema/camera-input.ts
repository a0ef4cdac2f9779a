import { Field, Float, ID, InputType } from "type-graphql";

@InputType()
export class CameraSourceInput {
  @Field(() => String, {
    description:
      "rtsp://, rtsps://, http://, https://, or media: followed by a path under the server's media folder.",
  })
  url!: string;

  @Field(() => Boolean, { defaultValue: false, description: "Start again at the end of a file." })
  loop!: boolean;
}

@InputType()
export class CreateCameraInput {
  @Field(() => ID)
  siteId!: string;

  @Field(() => String)
  name!: string;

  @Field(() => CameraSourceInput)
  source!: CameraSourceInput;

  @Field(() => Float, { defaultValue: 10 })
  frameRate!: number;

  @Field(() => [[[Float]]], { defaultValue: [] })
  masks!: number[][][];
}

@InputType({ description: "What is absent stays as it is." })
export class UpdateCameraInput {
  @Field(() => String, { nullable: true })
  name?: string | null;

  @Field(() => CameraSourceInput, { nullable: true })
  source?: CameraSourceInput | null;

  @Field(() => Float, { nullable: true })
  frameRate?: number | null;

  @Field(() => [[[Float]]], { nullable: true })
  masks?: number[][][] | null;
}
