import { UnauthenticatedError } from "../errors.ts";
import type { Member, PrismaClient, Role, Tenant } from "../platform/generated/client.ts";
import { signIn, type Session } from "../platform/sessions.ts";
import { TenantDatabase } from "../platform/tenancy.ts";

export interface Viewer {
  tenant: Tenant;
  role: Role;
  member: Member;
}

export class AccountService {
  constructor(
    private readonly prisma: PrismaClient,
    private readonly system: PrismaClient,
  ) {}

  async signIn(
    email: string,
    password: string,
  ): Promise<{ token: string; expiresAt: Date; viewer: Viewer }> {
    const session = await signIn(this.system, email, password);
    const { token, expiresAt } = session;
    return { token, expiresAt, viewer: await this.viewer(session) };
  }

  viewer({ tenantId, memberId, role }: Session): Promise<Viewer> {
    return new TenantDatabase(this.prisma, tenantId).transaction(async (tx) => {
      const tenant = await tx.tenant.findUnique({ where: { id: tenantId } });
      const member = await tx.member.findUnique({ where: { id: memberId } });
      if (!tenant || !member) throw new UnauthenticatedError();
      return { tenant, role, member };
    });
  }
}
