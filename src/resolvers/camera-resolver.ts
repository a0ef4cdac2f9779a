import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from "type-graphql";
import { AlertPolicy, AlertPolicyInput } from "../schema/alert-policy.ts";
import { CameraHealth } from "../schema/camera-health.ts";
import { CreateCameraInput, UpdateCameraInput } from "../schema/camera-input.ts";
import { Camera, CameraConnection, CamerasArgs } from "../schema/camera.ts";
import { Model } from "../schema/model.ts";
import { Site } from "../schema/site.ts";
import type { Camera as CameraView } from "../services/cameras.ts";
import type { RequestContext } from "./context.ts";

@Resolver(() => Camera)
export class CameraResolver {
  @Authorized("VIEWER")
  @Query(() => Camera, { nullable: true })
  camera(@Arg("id", () => ID) id: string, @Ctx() { cameras }: RequestContext) {
    return cameras.get(id);
  }

  @Authorized("VIEWER")
  @Query(() => CameraConnection)
  cameras(@Args(() => CamerasArgs) args: CamerasArgs, @Ctx() { cameras }: RequestContext) {
    return cameras.list(args);
  }

  @Authorized("ADMIN")
  @Mutation(() => Camera)
  createCamera(
    @Arg("input", () => CreateCameraInput) input: CreateCameraInput,
    @Ctx() { cameras }: RequestContext,
  ) {
    return cameras.create(input);
  }

  @Authorized("ADMIN")
  @Mutation(() => Camera)
  updateCamera(
    @Arg("id", () => ID) id: string,
    @Arg("input", () => UpdateCameraInput) input: UpdateCameraInput,
    @Ctx() { cameras }: RequestContext,
  ) {
    return cameras.update(id, input);
  }

  @Authorized("ADMIN")
  @Mutation(() => ID, { description: "Its scores and alerts go with it; its datasets stay." })
  deleteCamera(@Arg("id", () => ID) id: string, @Ctx() { cameras }: RequestContext) {
    return cameras.delete(id);
  }

  @Authorized("ADMIN")
  @Mutation(() => AlertPolicy)
  setAlertPolicy(
    @Arg("cameraId", () => ID) cameraId: string,
    @Arg("input", () => AlertPolicyInput) input: AlertPolicyInput,
    @Ctx() { cameras }: RequestContext,
  ) {
    return cameras.setAlertPolicy(cameraId, input);
  }

  @FieldResolver(() => Site)
  site(@Root() { siteId }: CameraView, @Ctx() { loaders }: RequestContext) {
    return loaders.site.load(siteId);
  }

  @FieldResolver(() => CameraHealth)
  health(@Root() { id }: CameraView, @Ctx() { loaders }: RequestContext) {
    return loaders.health.load(id);
  }

  @FieldResolver(() => Model, { nullable: true })
  activeModel(@Root() { activeModelId }: CameraView, @Ctx() { loaders }: RequestContext) {
    return activeModelId === null ? undefined : loaders.model.load(activeModelId);
  }
}
