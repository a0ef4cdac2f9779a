import { Arg, Authorized, Ctx, ID, Mutation, Resolver, Root, Subscription } from "type-graphql";
import { CameraHealthChange } from "../schema/camera-health.ts";
import { Camera } from "../schema/camera.ts";
import type { RequestContext } from "./context.ts";
import { stream } from "./stream.ts";

@Resolver()
export class MonitoringResolver {
  @Authorized("ADMIN")
  @Mutation(() => Camera, {
    description: "The camera is scored with this model from its next frame on.",
  })
  activateModel(
    @Arg("cameraId", () => ID) cameraId: string,
    @Arg("modelId", () => ID) modelId: string,
    @Ctx() { monitoring }: RequestContext,
  ) {
    return monitoring.activateModel(cameraId, modelId);
  }

  @Authorized("OPERATOR")
  @Mutation(() => Camera)
  startMonitoring(
    @Arg("cameraId", () => ID) cameraId: string,
    @Ctx() { monitoring }: RequestContext,
  ) {
    return monitoring.start(cameraId);
  }

  @Authorized("OPERATOR")
  @Mutation(() => Camera)
  stopMonitoring(
    @Arg("cameraId", () => ID) cameraId: string,
    @Ctx() { monitoring }: RequestContext,
  ) {
    return monitoring.stop(cameraId);
  }

  @Authorized("VIEWER")
  @Subscription(() => CameraHealthChange, {
    subscribe: ({ context, args }: { context: RequestContext; args: { siteId?: string | null } }) =>
      stream(context, (signal) => context.monitoring.healthChanges(args, signal)),
  })
  cameraHealth(
    @Root() change: CameraHealthChange,
    @Arg("siteId", () => ID, { nullable: true }) _siteId?: string | null,
  ) {
    return change;
  }
}
