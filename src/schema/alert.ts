import { Field, Float, ID, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { Severity } from "./enums.ts";
import { DateTimeScalar } from "./scalars.ts";

@ObjectType()
export class AlertExplanation {
  @Field(() => [Float], { nullable: true })
  box?: number[] | null;

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

  @Field(() => DateTimeScalar)
  startedAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true, description: "Null while it lasts." })
  endedAt?: Date | null;

  @Field(() => Float)
  peakScore!: number;

  @Field(() => DateTimeScalar)
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
