import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { CameraState } from "./enums.ts";
import { DateTime, SafeInt } from "./scalars.ts";

@ObjectType()
export class CameraHealth {
  @Field(() => CameraState)
  state!: CameraState;

  @Field(() => DateTime, {
    nullable: true,
    description:
      "When the last frame was decoded. A picture older than this is never shown as live.",
  })
  lastFrameAt?: Date;

  @Field(() => Float, { description: "Frames scored a second over the last ten seconds." })
  framesPerSecond!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      "Milliseconds from a frame's decoding to its score's publication, 95th percentile over the last minute.",
  })
  latencyP95?: number;

  @Field(() => SafeInt)
  droppedFrames!: number;

  @Field(() => Int)
  reconnects!: number;

  @Field(() => String, { nullable: true })
  message?: string;
}

@ObjectType()
export class CameraHealthChange {
  @Field(() => ID)
  cameraId!: string;

  @Field(() => CameraHealth)
  health!: CameraHealth;
}
