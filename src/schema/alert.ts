import { ArgsType, Field, Float, ID, ObjectType } from "type-graphql";
import { connectionOf, PageArgs } from "./connection.ts";
import { Severity } from "./enums.ts";
import { DateTime } from "./scalars.ts";

@ObjectType()
export class AlertExplanation {
  @Field(() => [Float], { nullable: true, description: "Left, top, right, bottom." })
  box?: number[];

  @Field(() => Float)
  predictionShare!: number;

  @Field(() => Float)
  spatialShare!: number;

  @Field(() => Float)
  temporalShare!: number;
}

@ObjectType()
export class Alert {
  @Field(() => ID)
  id!: string;

  @Field(() => Severity)
  severity!: Severity;

  @Field(() => DateTime)
  startedAt!: Date;

  @Field(() => DateTime, { nullable: true, description: "Null while it lasts." })
  endedAt?: Date;

  @Field(() => Float)
  peakScore!: number;

  @Field(() => DateTime)
  peakAt!: Date;

  @Field(() => Float)
  threshold!: number;

  @Field(() => AlertExplanation, {
    description:
      "Where and why: the box of greatest prediction error at the peak, 0..1 of width and height, and each term's share of the score.",
  })
  explanation!: AlertExplanation;
}

@ObjectType()
export class AlertConnection extends connectionOf(Alert) {}

@ArgsType()
export class AlertsArgs extends PageArgs {
  @Field(() => ID, { nullable: true })
  cameraId?: string | null;

  @Field(() => ID, { nullable: true })
  siteId?: string | null;

  @Field(() => Severity, { nullable: true })
  severity?: Severity | null;

  @Field(() => Boolean, { nullable: true, description: "Only those that last, or only others." })
  open?: boolean | null;
}
