import { randomUUID } from "node:crypto";
import { describe, expect } from "vitest";
import type { Role } from "../../src/platform/generated/enums.ts";
import { test } from "./support/api.ts";
import { operations, variablesFor } from "./support/operations.ts";

const roles: readonly Role[] = ["VIEWER", "OPERATOR", "ADMIN", "OWNER"];

/** The least role that may; an operation that is not here fails the tests below. */
const needed: Record<string, Role | "nobody"> = {
  "Query.viewer": "VIEWER",
  "Query.site": "VIEWER",
  "Query.sites": "VIEWER",
  "Query.camera": "VIEWER",
  "Query.cameras": "VIEWER",
  "Query.dataset": "VIEWER",
  "Query.datasets": "VIEWER",
  "Query.model": "VIEWER",
  "Query.models": "VIEWER",
  "Query.trainingJob": "VIEWER",
  "Query.trainingJobs": "VIEWER",
  "Query.evaluation": "VIEWER",
  "Query.evaluations": "VIEWER",
  "Query.scores": "VIEWER",
  "Query.alert": "VIEWER",
  "Query.alerts": "VIEWER",
  "Mutation.signIn": "nobody",
  "Mutation.createSite": "ADMIN",
  "Mutation.updateSite": "ADMIN",
  "Mutation.deleteSite": "ADMIN",
  "Mutation.createCamera": "ADMIN",
  "Mutation.updateCamera": "ADMIN",
  "Mutation.deleteCamera": "ADMIN",
  "Mutation.setAlertPolicy": "ADMIN",
  "Mutation.activateModel": "ADMIN",
  "Mutation.createDataset": "OPERATOR",
  "Mutation.addClip": "OPERATOR",
  "Mutation.setClipAnomalies": "OPERATOR",
  "Mutation.startTraining": "OPERATOR",
  "Mutation.cancelTraining": "OPERATOR",
  "Mutation.startEvaluation": "OPERATOR",
  "Mutation.startMonitoring": "OPERATOR",
  "Mutation.stopMonitoring": "OPERATOR",
  "Subscription.anomalyScores": "VIEWER",
  "Subscription.alerts": "VIEWER",
  "Subscription.trainingProgress": "VIEWER",
  "Subscription.cameraHealth": "VIEWER",
};

const values = {
  name: "Another",
  email: "nobody@example.com",
  password: "not the password",
  source: { url: "rtsp://camera.example/1" },
  split: "TRAIN",
  spans: [],
  from: "2026-01-01T00:00:00Z",
  to: "2027-01-01T00:00:00Z",
};

describe("every operation", () => {
  const variables = (operation: (typeof operations)[number]) =>
    variablesFor(operation, () => randomUUID(), {
      ...values,
      ...(operation.name === "Mutation.addClip" && { source: "media:walkway.mp4" }),
    });

  const closed = operations.filter(({ name }) => needed[name] !== "nobody");

  test("has a role that it takes", () => {
    expect(operations.map(({ name }) => name).sort()).toEqual(Object.keys(needed).sort());
  });

  test("is open to that role and those above, and to nobody below", async ({ api, seed }) => {
    const acme = await seed.tenant();
    for (const role of roles) {
      const token = await api.tokenFor(acme, role);

      const answers = await Promise.all(
        closed.map(async (operation) => {
          const errors = await api.errorsOf(operation.document, variables(operation), token);
          const codes = errors.map(({ extensions }) => extensions.code);
          expect(codes).not.toContain("UNAUTHENTICATED");
          expect(codes).not.toContain("INTERNAL_SERVER_ERROR");
          return { role, operation: operation.name, refused: codes.includes("FORBIDDEN") };
        }),
      );

      const mayNot = (name: string) => roles.indexOf(role) < roles.indexOf(needed[name] as Role);
      expect(answers).toEqual(
        closed.map(({ name }) => ({ role, operation: name, refused: mayNot(name) })),
      );
    }
  });

  test("but signing in asks for a session", async ({ api }) => {
    for (const token of [undefined, "a token that nobody has"]) {
      const answers = await Promise.all(
        closed.map(async (operation) => {
          const errors = await api.errorsOf(operation.document, variables(operation), token);
          return [operation.name, ...errors.map(({ extensions }) => extensions.code)];
        }),
      );
      expect(answers).toEqual(closed.map(({ name }) => [name, "UNAUTHENTICATED"]));
    }
  });
});
