import { Arg, Args, Authorized, Ctx, ID, Query, Resolver, Root, Subscription } from "type-graphql";
import { SafeInt } from "../schema/scalars.ts";
import { AnomalyScore, ScoreEvent, ScoresArgs, type ScoreGap } from "../schema/score-event.ts";
import type { RequestContext } from "./context.ts";
import { stream } from "./stream.ts";

@Resolver()
export class ScoreResolver {
  @Authorized("VIEWER")
  @Query(() => [AnomalyScore], {
    description:
      "Stored scores, at most `maxPoints` (1..5000, 1000 when absent) of them: each bucket keeps its highest.",
  })
  scores(@Args(() => ScoresArgs) args: ScoresArgs, @Ctx() { scores }: RequestContext) {
    return scores.between(args);
  }

  @Authorized("VIEWER")
  @Subscription(() => ScoreEvent, {
    description:
      "Every score of the camera, in order. With `after`, first everything stored since that sequence number, so a client that reconnects with the last one it saw misses nothing and sees nothing twice; without it, from now on.",
    subscribe: ({ context, args }: AnomalyScoresData) =>
      stream(context, (signal) => context.scoreStream.follow(args.cameraId, args.after, signal)),
  })
  anomalyScores(
    @Root() event: AnomalyScore | ScoreGap,
    @Arg("cameraId", () => ID) _cameraId: string,
    @Arg("after", () => SafeInt, { nullable: true }) _after?: number | null,
  ): AnomalyScore | ScoreGap {
    return event;
  }
}

interface AnomalyScoresData {
  context: RequestContext;
  args: { cameraId: string; after?: number | null };
}
