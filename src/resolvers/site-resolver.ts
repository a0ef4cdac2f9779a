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
import { CameraConnection } from "../schema/camera.ts";
import { PageArgs } from "../schema/connection.ts";
import { CreateSiteInput, UpdateSiteInput } from "../schema/site-input.ts";
import { Site, SiteConnection } from "../schema/site.ts";
import type { RequestContext } from "./context.ts";

@Resolver(() => Site)
export class SiteResolver {
  @Authorized("VIEWER")
  @Query(() => Site, { nullable: true })
  site(@Arg("id", () => ID) id: string, @Ctx() { sites }: RequestContext) {
    return sites.get(id);
  }

  @Authorized("VIEWER")
  @Query(() => SiteConnection)
  sites(@Args(() => PageArgs) page: PageArgs, @Ctx() { sites }: RequestContext) {
    return sites.list(page);
  }

  @Authorized("ADMIN")
  @Mutation(() => Site)
  createSite(
    @Arg("input", () => CreateSiteInput) input: CreateSiteInput,
    @Ctx() { sites }: RequestContext,
  ) {
    return sites.create(input);
  }

  @Authorized("ADMIN")
  @Mutation(() => Site)
  updateSite(
    @Arg("id", () => ID) id: string,
    @Arg("input", () => UpdateSiteInput) input: UpdateSiteInput,
    @Ctx() { sites }: RequestContext,
  ) {
    return sites.update(id, input);
  }

  @Authorized("ADMIN")
  @Mutation(() => ID, { description: "CONFLICT while the site has cameras." })
  deleteSite(@Arg("id", () => ID) id: string, @Ctx() { sites }: RequestContext) {
    return sites.delete(id);
  }

  @FieldResolver(() => CameraConnection)
  cameras(
    @Root() site: Site,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() { cameras }: RequestContext,
  ) {
    return cameras.list({ ...page, siteId: site.id });
  }
}
