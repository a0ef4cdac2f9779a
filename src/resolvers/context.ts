import type { PrismaClient } from "../platform/generated/client.ts";
import { resolveSession } from "../platform/sessions.ts";
import { TenantDatabase } from "../platform/tenancy.ts";
import { AccountService } from "../services/accounts.ts";
import {
  tenantServices,
  type ServiceParts,
  type TenantServices,
} from "../services/tenant-services.ts";
import { CurrentSession } from "./current-session.ts";
import { createLoaders, type Loaders } from "./loaders.ts";

/** What the server is made of, for all requests together. */
export interface ServerParts extends ServiceParts {
  /** As vigil_app: tenants' rows. */
  prisma: PrismaClient;
  /** As vigil_system: who is signing in. */
  system: PrismaClient;
}

export interface RequestContext extends TenantServices {
  session: CurrentSession;
  accounts: AccountService;
  loaders: Loaders;
}

/** Everything one request may use, and nothing of another tenant. */
export async function createContext(
  parts: ServerParts,
  token: string | undefined,
): Promise<RequestContext> {
  const session = new CurrentSession(async () =>
    token === undefined ? undefined : resolveSession(parts.system, token),
  );
  // Nobody's tenant is "", whose rows are none: the door is shut twice.
  const tenantId = (await session.get())?.tenantId ?? "";
  const services = tenantServices(parts, new TenantDatabase(parts.prisma, tenantId));
  return {
    ...services,
    session,
    accounts: new AccountService(parts.prisma, parts.system),
    loaders: createLoaders(services),
  };
}
