import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import type { Evaluation as EvaluationRow } from "../platform/generated/client.ts";
import { Dataset } from "../schema/dataset.ts";
import { StartEvaluationInput } from "../schema/evaluation-input.ts";
import { ClipEvaluation, EvaluationResult, ProtocolArgs } from "../schema/evaluation-result.ts";
import { Evaluation, EvaluationConnection, EvaluationsArgs } from "../schema/evaluation.ts";
import { Model } from "../schema/model.ts";
import type { RequestContext } from "./context.ts";

/** Scores of whole datasets are read and resampled: some hundred times the work of a row. */
const oneResult = 100;
const threeResults = 3 * oneResult;

@Resolver(() => Evaluation)
export class EvaluationResolver {
  @Authorized("VIEWER")
  @Query(() => Evaluation, { nullable: true })
  evaluation(@Arg("id", () => ID) id: string, @Ctx() { evaluations }: RequestContext) {
    return evaluations.get(id);
  }

  @Authorized("VIEWER")
  @Query(() => EvaluationConnection)
  evaluations(
    @Args(() => EvaluationsArgs) args: EvaluationsArgs,
    @Ctx() { evaluations }: RequestContext,
  ) {
    return evaluations.list(args);
  }

  @Authorized("OPERATOR")
  @Mutation(() => Evaluation)
  startEvaluation(
    @Arg("input", () => StartEvaluationInput) input: StartEvaluationInput,
    @Ctx() { evaluations }: RequestContext,
  ) {
    return evaluations.start(input);
  }

  @FieldResolver(() => Model)
  model(@Root() { modelId }: EvaluationRow, @Ctx() { loaders }: RequestContext) {
    return loaders.model.load(modelId);
  }

  @FieldResolver(() => Dataset)
  dataset(@Root() { datasetId }: EvaluationRow, @Ctx() { loaders }: RequestContext) {
    return loaders.dataset.load(datasetId);
  }

  @FieldResolver(() => Int)
  async frameCount(@Root() { id }: EvaluationRow, @Ctx() { loaders }: RequestContext) {
    return (await loaders.scoredFrames.load(id)).frameCount;
  }

  @FieldResolver(() => Int)
  async anomalousFrameCount(@Root() { id }: EvaluationRow, @Ctx() { loaders }: RequestContext) {
    return (await loaders.scoredFrames.load(id)).anomalousFrameCount;
  }

  @FieldResolver(() => [EvaluationResult], {
    complexity: threeResults,
    description: "Unsmoothed, of each normalisation; none until the evaluation has succeeded.",
  })
  results(@Root() { id }: EvaluationRow, @Ctx() { evaluationResults }: RequestContext) {
    return evaluationResults.all(id);
  }

  @FieldResolver(() => EvaluationResult, {
    nullable: true,
    complexity: oneResult,
    description: "The one result of a protocol; null until the evaluation has succeeded.",
  })
  result(
    @Root() { id }: EvaluationRow,
    @Args(() => ProtocolArgs) protocol: ProtocolArgs,
    @Ctx() { evaluationResults }: RequestContext,
  ) {
    return evaluationResults.one(id, protocol);
  }

  @FieldResolver(() => [ClipEvaluation], { complexity: oneResult })
  clips(@Root() { id }: EvaluationRow, @Ctx() { evaluationResults }: RequestContext) {
    return evaluationResults.clips(id);
  }
}
