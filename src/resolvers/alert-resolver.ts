import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Query,
  Resolver,
  Root,
  Subscription,
} from "type-graphql";
import type { Alert as AlertRow } from "../platform/generated/client.ts";
import { Alert, AlertConnection, AlertsArgs } from "../schema/alert.ts";
import { Camera } from "../schema/camera.ts";
import { Model } from "../schema/model.ts";
import type { RequestContext } from "./context.ts";
import { stream } from "./stream.ts";

@Resolver(() => Alert)
export class AlertResolver {
  @Authorized("VIEWER")
  @Query(() => Alert, { nullable: true })
  alert(@Arg("id", () => ID) id: string, @Ctx() { alerts }: RequestContext) {
    return alerts.get(id);
  }

  @Authorized("VIEWER")
  @Query(() => AlertConnection)
  alerts(@Args(() => AlertsArgs) args: AlertsArgs, @Ctx() { alerts }: RequestContext) {
    return alerts.list(args);
  }

  @Authorized("VIEWER")
  @Subscription(() => Alert, {
    name: "alerts",
    description: "An alert each time one opens, changes or closes.",
    subscribe: ({ context, args }: AlertChangesData) =>
      stream(context, (signal) => context.alerts.changes(args, signal)),
  })
  alertChanges(
    @Root() alert: AlertRow,
    @Arg("cameraId", () => ID, { nullable: true }) _cameraId?: string | null,
    @Arg("siteId", () => ID, { nullable: true }) _siteId?: string | null,
  ) {
    return alert;
  }

  @FieldResolver(() => Camera)
  camera(@Root() { cameraId }: AlertRow, @Ctx() { loaders }: RequestContext) {
    return loaders.camera.load(cameraId);
  }

  @FieldResolver(() => Model)
  model(@Root() { modelId }: AlertRow, @Ctx() { loaders }: RequestContext) {
    return loaders.model.load(modelId);
  }
}

interface AlertChangesData {
  context: RequestContext;
  args: { cameraId?: string | null; siteId?: string | null };
}
