import "reflect-metadata"; // type-graphql refuses to load without it, though every type is spelled out
import type { GraphQLSchema } from "graphql";
import { buildSchema, type PubSub } from "type-graphql";
import { AlertResolver } from "./alert-resolver.ts";
import { authChecker } from "./auth-checker.ts";
import { CameraResolver } from "./camera-resolver.ts";
import { ClipResolver } from "./clip-resolver.ts";
import { DatasetResolver } from "./dataset-resolver.ts";
import { ClipEvaluationResolver, EvaluationResultResolver } from "./evaluation-result-resolver.ts";
import { EvaluationResolver } from "./evaluation-resolver.ts";
import { ModelResolver } from "./model-resolver.ts";
import { MonitoringResolver } from "./monitoring-resolver.ts";
import { ScoreResolver } from "./score-resolver.ts";
import { SiteResolver } from "./site-resolver.ts";
import { TrainingJobResolver } from "./training-job-resolver.ts";
import { ViewerResolver } from "./viewer-resolver.ts";

/** Asked for by type-graphql and used by none of our subscriptions, which each bring their stream. */
const noTopics: PubSub = {
  publish: () => undefined,
  subscribe: (topic) => {
    throw new Error(`Nothing is published on ${topic}.`);
  },
};

export function createSchema(): Promise<GraphQLSchema> {
  return buildSchema({
    resolvers: [
      ViewerResolver,
      SiteResolver,
      CameraResolver,
      MonitoringResolver,
      DatasetResolver,
      ClipResolver,
      ModelResolver,
      TrainingJobResolver,
      EvaluationResolver,
      EvaluationResultResolver,
      ClipEvaluationResolver,
      ScoreResolver,
      AlertResolver,
    ],
    authChecker,
    pubSub: noTopics,
    // Services check what they are given, for every caller.
    validate: false,
    disableInferringDefaultValues: true,
  });
}
