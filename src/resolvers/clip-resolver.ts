import { Arg, Authorized, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from "type-graphql";
import { AddClipInput, FrameSpanInput } from "../schema/clip-input.ts";
import { Clip, FrameSpan } from "../schema/clip.ts";
import type { RequestContext } from "./context.ts";

@Resolver(() => Clip)
export class ClipResolver {
  @Authorized("OPERATOR")
  @Mutation(() => Clip, {
    description:
      "Adds a clip that was uploaded (see /uploads) or lies under the server's media folder.",
  })
  addClip(@Arg("input", () => AddClipInput) input: AddClipInput, @Ctx() { clips }: RequestContext) {
    return clips.add(input);
  }

  @Authorized("OPERATOR")
  @Mutation(() => Clip, {
    description: "Replaces what was said before; no span at all says that every frame is normal.",
  })
  setClipAnomalies(
    @Arg("clipId", () => ID) clipId: string,
    @Arg("spans", () => [FrameSpanInput]) spans: FrameSpanInput[],
    @Ctx() { clips }: RequestContext,
  ) {
    return clips.setAnomalies(clipId, spans);
  }

  @FieldResolver(() => [FrameSpan])
  anomalies(@Root() { id }: Clip, @Ctx() { loaders }: RequestContext) {
    return loaders.anomalies.load(id);
  }
}
