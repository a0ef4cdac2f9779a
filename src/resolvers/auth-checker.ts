import type { AuthCheckerFn } from "type-graphql";
import { ForbiddenError, UnauthenticatedError } from "../errors.ts";
import { Role } from "../platform/generated/enums.ts";
import type { Session } from "../platform/sessions.ts";
import type { RequestContext } from "./context.ts";

/** Each may do what those before it may. */
const ranks: readonly Role[] = [Role.VIEWER, Role.OPERATOR, Role.ADMIN, Role.OWNER];

export const authChecker: AuthCheckerFn<RequestContext, Role> = async (
  { context },
  [needed = Role.VIEWER],
) => {
  requireRole(await context.session.get(), needed);
  return true;
};

export function requireRole(
  session: Session | undefined,
  needed: Role,
): asserts session is Session {
  if (!session) throw new UnauthenticatedError();
  if (ranks.indexOf(session.role) < ranks.indexOf(needed)) {
    throw new ForbiddenError(`This takes the role ${needed}; yours is ${session.role}.`);
  }
}
