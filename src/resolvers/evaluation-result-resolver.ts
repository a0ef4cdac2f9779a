import { Arg, Args, Ctx, FieldResolver, Int, Resolver, Root } from "type-graphql";
import { Clip } from "../schema/clip.ts";
import {
  ClipEvaluation,
  EvaluationResult,
  FrameScore,
  FrameScoresArgs,
  RocPoint,
} from "../schema/evaluation-result.ts";
import { thinRoc } from "../services/evaluation-results.ts";
import type { RequestContext } from "./context.ts";

@Resolver(() => EvaluationResult)
export class EvaluationResultResolver {
  @FieldResolver(() => [RocPoint])
  roc(
    @Root() { roc }: { roc: RocPoint[] },
    @Arg("maxPoints", () => Int, { nullable: true }) maxPoints: number | null | undefined,
  ) {
    return thinRoc(roc, maxPoints);
  }
}

interface ClipOfEvaluation {
  evaluationId: string;
  clipId: string;
}

@Resolver(() => ClipEvaluation)
export class ClipEvaluationResolver {
  @FieldResolver(() => Clip)
  clip(@Root() { clipId }: ClipOfEvaluation, @Ctx() { loaders }: RequestContext) {
    return loaders.clip.load(clipId);
  }

  @FieldResolver(() => [FrameScore])
  scores(
    @Root() { evaluationId, clipId }: ClipOfEvaluation,
    @Args(() => FrameScoresArgs) args: FrameScoresArgs,
    @Ctx() { evaluationResults }: RequestContext,
  ) {
    return evaluationResults.frameScores(evaluationId, clipId, args);
  }
}
