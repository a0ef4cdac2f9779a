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
  Subscription,
} from "type-graphql";
import { Dataset } from "../schema/dataset.ts";
import { Model } from "../schema/model.ts";
import { StartTrainingInput } from "../schema/training-input.ts";
import { TrainingJob, TrainingJobConnection, TrainingJobsArgs } from "../schema/training-job.ts";
import { LossPoint, TrainingProgress } from "../schema/training-progress.ts";
import type { TrainingJob as TrainingJobView } from "../services/training-jobs.ts";
import type { RequestContext } from "./context.ts";
import { stream } from "./stream.ts";

@Resolver(() => TrainingJob)
export class TrainingJobResolver {
  @Authorized("VIEWER")
  @Query(() => TrainingJob, { nullable: true })
  trainingJob(@Arg("id", () => ID) id: string, @Ctx() { trainingJobs }: RequestContext) {
    return trainingJobs.get(id);
  }

  @Authorized("VIEWER")
  @Query(() => TrainingJobConnection)
  trainingJobs(
    @Args(() => TrainingJobsArgs) args: TrainingJobsArgs,
    @Ctx() { trainingJobs }: RequestContext,
  ) {
    return trainingJobs.list(args);
  }

  @Authorized("OPERATOR")
  @Mutation(() => TrainingJob)
  startTraining(
    @Arg("input", () => StartTrainingInput) input: StartTrainingInput,
    @Ctx() { trainingJobs }: RequestContext,
  ) {
    return trainingJobs.start(input);
  }

  @Authorized("OPERATOR")
  @Mutation(() => TrainingJob)
  cancelTraining(@Arg("jobId", () => ID) jobId: string, @Ctx() { trainingJobs }: RequestContext) {
    return trainingJobs.cancel(jobId);
  }

  @Authorized("VIEWER")
  @Subscription(() => TrainingProgress, {
    description: "First how the job stands, then each change; ends with the job.",
    subscribe: ({ context, args }: { context: RequestContext; args: { jobId: string } }) =>
      stream(context, (signal) => context.trainingJobs.follow(args.jobId, signal)),
  })
  trainingProgress(@Root() progress: TrainingProgress, @Arg("jobId", () => ID) _jobId: string) {
    return progress;
  }

  @FieldResolver(() => Dataset)
  dataset(@Root() { datasetId }: TrainingJobView, @Ctx() { loaders }: RequestContext) {
    return loaders.dataset.load(datasetId);
  }

  @FieldResolver(() => [LossPoint])
  losses(
    @Root() { id }: TrainingJobView,
    @Arg("maxPoints", () => Int, { nullable: true }) maxPoints: number | null | undefined,
    @Ctx() { trainingJobs }: RequestContext,
  ) {
    return trainingJobs.losses(id, maxPoints);
  }

  @FieldResolver(() => Model, { nullable: true })
  model(@Root() { id }: TrainingJobView, @Ctx() { loaders }: RequestContext) {
    return loaders.modelOfJob.load(id);
  }
}
