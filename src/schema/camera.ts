import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { CameraState } from "./enums.ts";
import { DateTimeScalar, SafeIntScalar } from "./scalars.ts";

@ObjectType({ description: "Never shows the credentials that its URL carries." })
export class CameraSource {
  @Field(() => String)
  url!: string;

  @Field(() => Boolean)
  loop!: boolean;
}

@ObjectType()
export class CameraHealth {
  @Field(() => CameraState)
  state!: CameraState;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      "When the last frame was decoded. A picture older than this is never shown as live.",
  })
  lastFrameAt?: Date | null;

  @Field(() => Float, { description: "Frames scored a second over the last ten seconds." })
  framesPerSecond!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "Milliseconds from a frame's decoding to its score's publication, 95th percentile over the last minute.",
  })
  latencyP95?: number | null;

  @Field(() => SafeIntScalar)
  droppedFrames!: number;

  @Field(() => Int)
  reconnects!: number;

  @Field(() => String, { nullable: true })
  message?: string | null;
}

@ObjectType()
export class CameraHealthChange {
  @Field(() => ID)
  cameraId!: string;

  @Field(() => CameraHealth)
  health!: CameraHealth;
}

@ObjectType({
  description:
    "An alert opens after `openAfterFrames` frames at or above `threshold`, closes after `closeAfterFrames` below `threshold` − `hysteresis`, and none opens within `cooldownSeconds` of the last.",
})
export class AlertPolicy {
  @Field(() => Float)
  threshold!: number;

  @Field(() => Float)
  hysteresis!: number;

  @Field(() => Int)
  openAfterFrames!: number;

  @Field(() => Int)
  closeAfterFrames!: number;

  @Field(() => Float)
  cooldownSeconds!: number;
}

@ObjectType()
export class Camera {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => Float, { description: "Frames scored a second; the source is resampled to it." })
  frameRate!: number;

  @Field(() => [[[Float]]], {
    description:
      "The picture is masked to black inside these polygons; corners are 0..1 of width and height.",
  })
  masks!: number[][][];

  @Field(() => DateTimeScalar)
  createdAt!: Date;
}

@ObjectType()
export class CameraConnection extends connectionOf(Camera) {}
