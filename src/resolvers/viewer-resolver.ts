import { Arg, Authorized, Ctx, Mutation, Query, Resolver } from "type-graphql";
import { UnauthenticatedError } from "../errors.ts";
import { Session, Viewer } from "../schema/viewer.ts";
import type { RequestContext } from "./context.ts";

@Resolver()
export class ViewerResolver {
  @Authorized("VIEWER")
  @Query(() => Viewer)
  async viewer(@Ctx() { session, accounts }: RequestContext) {
    const current = await session.get();
    if (!current) throw new UnauthenticatedError();
    return accounts.viewer(current);
  }

  @Mutation(() => Session, { description: "The one operation that needs no session." })
  signIn(
    @Arg("email", () => String) email: string,
    @Arg("password", () => String) password: string,
    @Ctx() { accounts }: RequestContext,
  ) {
    return accounts.signIn(email, password);
  }
}
