import { ArgsType, Field, Float, Int, ObjectType } from "type-graphql";
import { Clip } from "./clip.ts";
import { Normalisation, StreamMode } from "./enums.ts";

const smoothing =
  "Standard deviation, in frames, of the Gaussian that smooths each clip's scores; 0 for none.";

@ObjectType()
export class EvaluationResult {
  @Field(() => Normalisation)
  normalisation!: Normalisation;

  @Field(() => StreamMode)
  streams!: StreamMode;

  @Field(() => Float, { description: smoothing })
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
  macroAuc?: number;

  @Field(() => Float)
  averagePrecision!: number;

  @Field(() => Float)
  equalErrorRate!: number;
}

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
export class ClipEvaluation {
  @Field(() => Clip)
  clip!: Clip;

  @Field(() => Float, { nullable: true, description: "Null where the clip has only one class." })
  auc?: number;
}

@ObjectType()
export class FrameScore {
  @Field(() => Int)
  frame!: number;

  @Field(() => Float)
  score!: number;

  @Field(() => Boolean, { nullable: true, description: "Null where nobody labelled the clip." })
  anomalous?: boolean;
}

@ArgsType()
export class FrameScoresArgs {
  @Field(() => Normalisation, { defaultValue: "PER_CLIP" })
  normalisation!: Normalisation;

  @Field(() => StreamMode, { defaultValue: "DUAL" })
  streams!: StreamMode;
}

@ArgsType()
export class ProtocolArgs extends FrameScoresArgs {
  @Field(() => Float, { defaultValue: 0, description: smoothing })
  smoothing!: number;
}
