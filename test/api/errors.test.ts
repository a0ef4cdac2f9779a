import { randomUUID } from "node:crypto";
import pg from "pg";
import { describe, expect } from "vitest";
import { test } from "./support/api.ts";

describe("an error", () => {
  test("of a look-up stands beside null, and the rest of the query survives", async ({
    api,
    seed,
  }) => {
    const acme = await seed.tenant("Acme");
    const site = await acme.site({ name: "Harbour" });
    const token = await api.tokenFor(acme);

    const { data, errors } = await api.run(
      `query ($found: ID!, $missing: ID!) {
        found: site(id: $found) { name }
        missing: site(id: $missing) { name }
      }`,
      { found: site.id, missing: randomUUID() },
      token,
    );

    expect(data).toEqual({ found: { name: "Harbour" }, missing: null });
    expect(errors).toMatchObject([{ path: ["missing"], extensions: { code: "NOT_FOUND" } }]);
  });

  test("does not tell an id that is none from one of nothing", async ({ api, seed }) => {
    const token = await api.tokenFor(await seed.tenant());
    const query = "query ($id: ID!) { camera(id: $id) { name } }";

    for (const id of ["", "17", "'; drop table", randomUUID(), "x".repeat(10_000)]) {
      const { errors } = await api.run(query, { id }, token);
      expect(errors?.map(({ extensions }) => extensions)).toEqual([{ code: "NOT_FOUND" }]);
    }
  });

  test("of an argument names it and says what is accepted", async ({ api, seed }) => {
    const acme = await seed.tenant();
    const token = await api.tokenFor(acme);
    const camera = await acme.camera();
    const update =
      "mutation ($id: ID!, $input: UpdateCameraInput!) { updateCamera(id: $id, input: $input) { id } }";
    const square = [
      [0, 0],
      [0, 1],
      [1, 1],
    ];

    const answers = [
      [{ frameRate: 0 }, ["input", "frameRate"], /above 0 and at most/],
      [{ name: " " }, ["input", "name"], /1 to 200 characters/],
      [{ masks: [square, [[0, 0]]] }, ["input", "masks", 1], /corners/],
      [{ masks: [[...square, [0, 1.5]]] }, ["input", "masks", 0, 3], /0 to 1/],
      [{ source: { url: "ftp://x" } }, ["input", "source", "url"], /rtsp/],
      [{ source: { url: "media:../secret" } }, ["input", "source", "url"], /leaves/],
    ] as const;
    for (const [input, path, message] of answers) {
      const { errors } = await api.run(update, { id: camera.id, input }, token);
      expect(errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT", path });
      expect(errors?.[0]?.message).toMatch(message);
    }
  });

  test("of a variable's type names its place in the variables", async ({ api, seed }) => {
    const token = await api.tokenFor(await seed.tenant());
    const create = "mutation ($input: CreateCameraInput!) { createCamera(input: $input) { id } }";
    const input = { siteId: randomUUID(), name: "Gate", source: { url: "rtsp://x/1" } };

    const wrong = await api.errorsOf(create, { input: { ...input, frameRate: "fast" } }, token);
    const nested = await api.errorsOf(create, { input: { ...input, masks: [[[0, "x"]]] } }, token);
    const absent = await api.errorsOf(create, {}, token);

    expect([wrong, nested, absent].map(([error]) => error?.extensions)).toEqual([
      { code: "BAD_USER_INPUT", path: ["input", "frameRate"] },
      { code: "BAD_USER_INPUT", path: ["input", "masks", 0, 0, 1] },
      { code: "BAD_USER_INPUT", path: ["input"] },
    ]);
  });

  test("in a subscription is the same by its socket", async ({ api, seed }) => {
    const acme = await seed.tenant();
    const token = await api.tokenFor(acme);
    const camera = await acme.camera();
    const follow =
      "subscription ($id: ID!, $after: SafeInt) { anomalyScores(cameraId: $id, after: $after) { __typename } }";

    const beyond = await api.errorsOf(follow, { id: camera.id, after: 1 }, token);
    const negative = await api.errorsOf(follow, { id: camera.id, after: -1 }, token);
    const fraction = await api.errorsOf(follow, { id: camera.id, after: 0.5 }, token);
    const nowhere = await api.errorsOf(follow, { id: randomUUID() }, token);
    const misspelt = await api.errorsOf("subscription { scors }", {}, token);
    const garbled = await api.errorsOf("subscription {", {}, token);

    const refusals = [beyond, negative, fraction, nowhere, misspelt, garbled];
    expect(refusals.map(([error]) => error?.extensions)).toEqual([
      { code: "BAD_USER_INPUT", path: ["after"] },
      { code: "BAD_USER_INPUT", path: ["after"] },
      { code: "BAD_USER_INPUT", path: ["after"] },
      { code: "NOT_FOUND" },
      { code: "GRAPHQL_VALIDATION_FAILED" },
      { code: "GRAPHQL_PARSE_FAILED" },
    ]);
  });

  test("that nobody expected says nothing of what went wrong", async ({ api, database, seed }) => {
    const acme = await seed.tenant();
    const token = await api.tokenFor(acme);
    const owner = new pg.Client(database.url);
    await owner.connect();
    await owner.query('alter table "Site" rename to "Gone"');

    const { errors } = await api.run("{ sites { totalCount } }", {}, token);
    await owner.query('alter table "Gone" rename to "Site"');
    await owner.end();

    expect(errors).toMatchObject([
      { message: "Something went wrong.", extensions: { code: "INTERNAL_SERVER_ERROR" } },
    ]);
    expect(JSON.stringify(errors)).not.toMatch(/prisma|Site"|stack/i);
  });
});
