import type { AuthCheckerFn } from "type-graphql";
import { ForbiddenError, UnauthenticatedError } from "../errors.ts";
import { Role } from "../platform/generated/enums.ts";
import type { RequestContext } from "./context.ts";

/** Each may do what those before it may. */
const ranks: readonly Role[] = [Role.VIEWER, Role.OPERATOR, Role.ADMIN, Role.OWNER];

export const authChecker: AuthCheckerFn<RequestContext, Role> = async (
  { context },
  [needed = Role.VIEWER],
) => {
  const session = await context.session.get();
  if (!session) throw new UnauthenticatedError();
  if (ranks.indexOf(session.role) < ranks.indexOf(needed)) {
    throw new ForbiddenError(`This takes the role ${needed}; yours is ${session.role}.`);
  }
  return true;
};
