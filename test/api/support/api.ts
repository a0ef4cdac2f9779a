import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createClient, type FormattedExecutionResult } from "graphql-ws";
import { inject, test as base } from "vitest";
import { WebSocket } from "ws";
import { connect } from "../../../src/platform/database.ts";
import type { PrismaClient, Role } from "../../../src/platform/generated/client.ts";
import { cloneDatabase, dropDatabase } from "../../support/postgres.ts";
import { Seed, type SeededTenant } from "../../support/seed.ts";
import { startVigilProcess } from "../../support/vigil-process.ts";

export interface ApiError {
  message: string;
  path?: (string | number)[];
  extensions: { code: string; path?: (string | number)[] };
}

export interface ApiResult<Data = Record<string, unknown>> {
  data?: Data | null;
  errors?: ApiError[];
}

type Variables = Record<string, unknown>;

/** A client of a running server, and the means to be someone there. */
export class Api {
  constructor(
    readonly url: string,
    readonly home: string,
    private readonly system: PrismaClient,
  ) {}

  /** A session of a new member, without the work of a password. */
  async tokenFor(tenant: SeededTenant, role: Role = "OWNER"): Promise<string> {
    const member = await tenant.member(role);
    const token = randomBytes(32).toString("base64url");
    const tokenHash = new Uint8Array(createHash("sha256").update(token).digest());
    const expiresAt = new Date(Date.now() + 60 * 60 * 1000);
    await this.system.session.create({
      data: { tenantId: tenant.id, memberId: member.id, tokenHash, expiresAt },
    });
    return token;
  }

  async run<Data = Record<string, unknown>>(
    query: string,
    variables: Variables = {},
    token?: string,
  ): Promise<ApiResult<Data>> {
    const response = await fetch(`${this.url}/graphql`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return (await response.json()) as ApiResult<Data>;
  }

  /** Each subscription has a connection of its own, which is not made again when it is lost. */
  subscribe<Data = Record<string, unknown>>(
    query: string,
    variables: Variables = {},
    token?: string,
    connectionParams: Variables = token === undefined ? {} : { authorization: `Bearer ${token}` },
  ): AsyncIterableIterator<FormattedExecutionResult<Data, unknown>> {
    const client = createClient({
      url: `${this.url.replace(/^http/, "ws")}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams,
      retryAttempts: 0,
      lazyCloseTimeout: 0,
    });
    return client.iterate<Data>({ query, variables });
  }

  /** The errors with which an operation is answered: a subscription's on its own socket. */
  async errorsOf(query: string, variables: Variables = {}, token?: string): Promise<ApiError[]> {
    if (!query.startsWith("subscription")) {
      return (await this.run(query, variables, token)).errors ?? [];
    }
    try {
      const { value } = (await this.subscribe(query, variables, token).next()) as {
        value?: ApiResult;
      };
      return value?.errors ?? [];
    } catch (errors) {
      if (!Array.isArray(errors)) throw errors;
      return errors as ApiError[];
    }
  }
}

/** One server and one database a file, as starting them takes longer than most tests: a test's tenants are its own. */
export const test = base
  .extend("database", { scope: "file" }, async ({}, { onCleanup }) => {
    const url = await cloneDatabase(inject("templateUrl"));
    onCleanup(() => dropDatabase(url));
    return { url };
  })
  .extend("prisma", { scope: "file" }, ({ database }, { onCleanup }) => {
    const prisma = connect(database.url, "vigil_app");
    onCleanup(() => prisma.$disconnect());
    return prisma;
  })
  .extend("system", { scope: "file" }, ({ database }, { onCleanup }) => {
    const system = connect(database.url, "vigil_system");
    onCleanup(() => system.$disconnect());
    return system;
  })
  .extend("seed", { scope: "file" }, ({ prisma }) => new Seed(prisma))
  .extend("api", { scope: "file" }, async ({ database, system }, { onCleanup }) => {
    const home = await mkdtemp(join(tmpdir(), "vigil-api-"));
    const server = await startVigilProcess("server", { databaseUrl: database.url, home });
    onCleanup(async () => {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    });
    return new Api(server.url ?? "", home, system);
  });

/** `test` with a tenant, and the token of a member of it who has this role. */
export const testAs = (role: Role) =>
  test.extend<{ acme: SeededTenant; token: string }>({
    acme: async ({ seed }, use) => use(await seed.tenant("Acme")),
    token: async ({ api, acme }, use) => use(await api.tokenFor(acme, role)),
  });

/** An error's extensions that say which argument was wrong. */
export const badInput = (...path: (string | number)[]) => ({ code: "BAD_USER_INPUT", path });
