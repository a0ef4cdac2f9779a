import { describe, expect } from "vitest";
import { Events } from "../../src/platform/events.ts";
import { createLogger } from "../../src/platform/logging.ts";
import { createTenant } from "../../src/platform/tenants.ts";
import { until } from "../support/until.ts";
import { test, type Api } from "./support/api.ts";

const ada = { name: "Acme", email: "Ada@Example.com", password: "correct horse" };
const bob = { name: "Globex", email: "bob@example.com", password: "battery staple" };

const SIGN_IN = `mutation ($email: String!, $password: String!) {
  signIn(email: $email, password: $password) {
    token expiresAt viewer { role tenant { name } member { email role } }
  }
}`;

interface SignedIn {
  signIn: { token: string; expiresAt: string; viewer: unknown };
}

describe("signing in", () => {
  test("gives a token that acts for the member's tenant", async ({ api, prisma }) => {
    await createTenant(prisma, ada);
    const viewer = {
      role: "OWNER",
      tenant: { name: "Acme" },
      member: { email: "ada@example.com", role: "OWNER" },
    };

    const { data } = await api.run<SignedIn>(SIGN_IN, ada);
    const { token = "", expiresAt = "" } = data?.signIn ?? {};
    const again = await api.run(
      "{ viewer { role tenant { name } member { email role } } }",
      {},
      token,
    );

    expect(data?.signIn.viewer).toEqual(viewer);
    expect(Date.parse(expiresAt)).toBeGreaterThan(Date.now());
    expect(again.data).toEqual({ viewer });
  });

  test("does not tell a wrong password from an unknown address", async ({ api, prisma }) => {
    await createTenant(prisma, bob);

    const wrong = await api.errorsOf(SIGN_IN, { ...bob, password: "wrong" });
    const unknown = await api.errorsOf(SIGN_IN, { ...bob, email: "eve@example.com" });

    expect(wrong).toEqual(unknown);
    expect(wrong).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  });
});

describe("a WebSocket", () => {
  const VIEWER = "{ viewer { role } }";
  const viewerBy = async (api: Api, connectionParams: Record<string, unknown>) => {
    const answer = await api.subscribe(VIEWER, {}, undefined, connectionParams).next();
    return answer.value as unknown;
  };

  test("takes the token in connectionParams, in the spellings that clients use", async ({
    api,
    seed,
  }) => {
    const token = await api.tokenFor(await seed.tenant(), "OPERATOR");
    const spellings = [
      { authorization: `Bearer ${token}` },
      { Authorization: `bearer ${token}` },
      { authorization: token },
    ];

    for (const params of spellings) {
      expect(await viewerBy(api, params)).toEqual({ data: { viewer: { role: "OPERATOR" } } });
    }
    for (const params of [{}, { authorization: "Bearer nonsense" }, { authorization: 7 }]) {
      expect(await viewerBy(api, params)).toMatchObject({
        data: null,
        errors: [{ extensions: { code: "UNAUTHENTICATED" } }],
      });
    }
  });

  test("hears no more of a subscription once its session has ended", async ({
    api,
    database,
    seed,
    system,
  }) => {
    const acme = await seed.tenant();
    const job = await acme.trainingJob();
    const token = await api.tokenFor(acme, "VIEWER");
    const subscription = "subscription ($id: ID!) { trainingProgress(jobId: $id) { step } }";
    const progress = api.subscribe(subscription, { id: job.id }, token);
    expect((await progress.next()).done).toBe(false);
    const events = await Events.open(database.url, createLogger({ level: "silent" }));

    await system.session.deleteMany({ where: { tenantId: acme.id } });
    let ending: unknown;
    const listening = (async () => {
      while (!(await progress.next()).done);
    })().catch((error: unknown) => (ending = error));
    // Each would reach a session that is in force.
    await until(async () => {
      await acme.row((tx) =>
        events.publish(tx, "trainingProgress", {
          ...{ tenantId: acme.id, jobId: job.id, status: "RUNNING" },
          ...{ progress: 0.5, step: 1, totalSteps: 2, epoch: 0 },
        }),
      );
      return ending;
    });
    await listening;
    await events.close();

    expect(ending).toMatchObject([{ extensions: { code: "UNAUTHENTICATED" } }]);
  });
});
