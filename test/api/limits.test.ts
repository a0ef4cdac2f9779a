import { getIntrospectionQuery } from "graphql";
import { describe, expect } from "vitest";
import { test } from "./support/api.ts";

const pages = (first: number) => `
  sites(first: ${first}) { nodes { name cameras(first: ${first}) { nodes { id name site { name } } } } }`;

const chain = (levels: number) =>
  `models { nodes ${"{ trainingJob { model ".repeat(levels)} { id } ${"} }".repeat(levels)} }`;

describe("a query", () => {
  test("for pages within large pages is too complex", async ({ api, seed }) => {
    const token = await api.tokenFor(await seed.tenant());

    const [few] = await api.errorsOf(`{ ${pages(20)} }`, {}, token);
    const [many] = await api.errorsOf(`{ ${pages(100)} }`, {}, token);
    const [variable] = await api.errorsOf(
      `query ($first: Int) { ${pages(100).replaceAll("100", "$first")} }`,
      { first: 100 },
      token,
    );

    expect(few).toBeUndefined();
    expect(many?.extensions).toEqual({ code: "QUERY_TOO_COMPLEX" });
    expect(variable?.extensions).toEqual({ code: "QUERY_TOO_COMPLEX" });
  });

  test("for the figures of many evaluations at once is too complex", async ({ api, seed }) => {
    const token = await api.tokenFor(await seed.tenant());
    const figures = (first: number) =>
      `{ evaluations(first: ${first}) { nodes { results { auc } } } }`;

    expect(await api.errorsOf(figures(20), {}, token)).toEqual([]);
    expect(await api.errorsOf(figures(100), {}, token)).toMatchObject([
      { extensions: { code: "QUERY_TOO_COMPLEX" } },
    ]);
  });

  test("that goes round in circles is too deep, fragments included", async ({ api, seed }) => {
    const token = await api.tokenFor(await seed.tenant());
    const inFragments = `{ models { nodes { ...A } } }
      fragment A on Model { trainingJob { model { ...B } } }
      fragment B on Model { trainingJob { model { ...C } } }
      fragment C on Model { trainingJob { model { ...D } } }
      fragment D on Model { trainingJob { model { trainingJob { model { trainingJob { model { trainingJob { model { id } } } } } } } } }`;

    const answers = await Promise.all([
      api.errorsOf(`{ ${chain(6)} }`, {}, token),
      api.errorsOf(`{ ${chain(7)} }`, {}, token),
      api.errorsOf(inFragments, {}, token),
    ]);

    expect(answers.map(([error]) => error?.extensions.code)).toEqual([
      undefined,
      "QUERY_TOO_COMPLEX",
      "QUERY_TOO_COMPLEX",
    ]);
  });

  test("may ask for the schema", async ({ api }) => {
    const { data, errors } = await api.run(getIntrospectionQuery());

    expect(errors).toBeUndefined();
    expect(data).toHaveProperty("__schema");
  });
});

test("a WebSocket's operations have the same limits", async ({ api, seed }) => {
  const token = await api.tokenFor(await seed.tenant());

  const events = api.subscribe(`{ ${pages(100)} }`, {}, token);

  await expect(events.next()).rejects.toMatchObject([
    { extensions: { code: "QUERY_TOO_COMPLEX" } },
  ]);
});
