import { Arg, Args, Authorized, Ctx, FieldResolver, ID, Query, Resolver, Root } from "type-graphql";
import { Dataset } from "../schema/dataset.ts";
import { Evaluation } from "../schema/evaluation.ts";
import { Model, ModelConnection, ModelsArgs } from "../schema/model.ts";
import { TrainingJob } from "../schema/training-job.ts";
import type { Model as ModelView } from "../services/models.ts";
import type { RequestContext } from "./context.ts";

@Resolver(() => Model)
export class ModelResolver {
  @Authorized("VIEWER")
  @Query(() => Model, { nullable: true })
  model(@Arg("id", () => ID) id: string, @Ctx() { models }: RequestContext) {
    return models.get(id);
  }

  @Authorized("VIEWER")
  @Query(() => ModelConnection)
  models(@Args(() => ModelsArgs) args: ModelsArgs, @Ctx() { models }: RequestContext) {
    return models.list(args);
  }

  @FieldResolver(() => Dataset)
  dataset(@Root() { datasetId }: ModelView, @Ctx() { loaders }: RequestContext) {
    return loaders.dataset.load(datasetId);
  }

  @FieldResolver(() => TrainingJob)
  trainingJob(@Root() { trainingJobId }: ModelView, @Ctx() { loaders }: RequestContext) {
    return loaders.trainingJob.load(trainingJobId);
  }

  @FieldResolver(() => [Evaluation])
  evaluations(@Root() { id }: ModelView, @Ctx() { loaders }: RequestContext) {
    return loaders.evaluationsOfModel.load(id);
  }
}
