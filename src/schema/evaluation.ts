import { Field, Float, ID, Int, ObjectType } from "type-graphql";
import { connectionOf } from "./connection.ts";
import { JobStatus, Normalisation, StreamMode } from "./enums.ts";
import { DateTimeScalar } from "./scalars.ts";

@ObjectType()
export class RocPoint {
  @Field(() => Float)
  falsePositiveRate!: number;

  @Field(() => Float)
  truePositiveRate!: number;

  @Field(() => Float)
  threshold!: number;
}

@ObjectType()
export class EvaluationResult {
  @Field(() => Normalisation)
  normalisation!: Normalisation;

  @Field(() => StreamMode)
  streams!: StreamMode;

  @Field(() => Float, {
    description:
      "Standard deviation, in frames, of the Gaussian that smooths each clip's scores; 0 for none.",
  })
  smoothing!: number;

  @Field(() => Float, { description: "Area under the ROC curve over all frames, 0..1." })
  auc!: number;

  @Field(() => Float, { description: "95 % interval of auc, from resampling whole clips." })
  aucLow!: number;

  @Field(() => Float)
  aucHigh!: number;

  @Field(() => Float, {
    nullable: true,
    description: "Mean of the clips' own areas; null where no clip has both classes.",
  })
  macroAuc?: number | null;

  @Field(() => Float)
  averagePrecision!: number;

  @Field(() => Float)
  equalErrorRate!: number;
}

@ObjectType()
export class FrameScore {
  @Field(() => Int)
  frame!: number;

  @Field(() => Float)
  score!: number;

  @Field(() => Boolean, { nullable: true })
  anomalous?: boolean | null;
}

@ObjectType()
export class ClipEvaluation {}

@ObjectType()
export class Evaluation {
  @Field(() => ID)
  id!: string;

  @Field(() => JobStatus)
  status!: JobStatus;

  @Field(() => Float)
  progress!: number;

  @Field(() => Float, { nullable: true })
  framesPerSecond?: number | null;

  @Field(() => String, { nullable: true })
  error?: string | null;

  @Field(() => DateTimeScalar)
  createdAt!: Date;

  @Field(() => DateTimeScalar, { nullable: true })
  finishedAt?: Date | null;
}

@ObjectType()
export class EvaluationConnection extends connectionOf(Evaluation) {}
