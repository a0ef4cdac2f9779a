import { isObjectType } from "graphql";
import { describe, expect } from "vitest";
import type { SeededTenant } from "../support/seed.ts";
import { test } from "./support/api.ts";
import { operations, schema, variablesFor, type Operation } from "./support/operations.ts";

/** One of everything that has an id. */
type Belongings = Record<string, string>;

/** What operations require besides ids. */
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
const addClipSource = { ...values, source: "media:walkway.mp4" };

describe("another tenant's ids", () => {
  const cases = operations.flatMap((operation) =>
    operation.ids.map((path) => ({ operation, path })),
  );

  test("are NOT_FOUND in every argument of every operation, and nothing of theirs changes", async ({
    api,
    seed,
  }) => {
    const [acme, globex] = [await seed.tenant("Acme"), await seed.tenant("Globex")];
    const [ours, theirs] = [await furnish(acme), await furnish(globex)];
    const before = await everythingOf(globex);
    const token = await api.tokenFor(acme);

    const answers = cases.map(async ({ operation, path }) => {
      const variables = variablesFor(
        operation,
        (at) => (at === path ? theirs : ours)[kindOf(operation, at)],
        valuesFor(operation),
      );
      const errors = await api.errorsOf(operation.document, variables, token);
      const codes = errors.map(({ extensions }) => extensions.code);
      return `${operation.name} ${path}: ${codes.join()}`;
    });

    expect(await Promise.all(answers)).toEqual(
      cases.map(({ operation, path }) => `${operation.name} ${path}: NOT_FOUND`),
    );
    expect(await everythingOf(globex)).toEqual(before);
  });

  test("are asked for at the roots only, where the tests above can see them", () => {
    const nested = Object.values(schema.getTypeMap())
      .filter(isObjectType)
      .filter((type) => !["Query", "Mutation", "Subscription"].includes(type.name))
      .flatMap((type) => Object.values(type.getFields()).flatMap((field) => field.args));

    expect(nested.filter((arg) => String(arg.type).startsWith("ID"))).toEqual([]);
  });
});

test("what is answered without an id names nothing of another tenant's", async ({ api, seed }) => {
  const [acme, globex] = [await seed.tenant("Acme"), await seed.tenant("Globex")];
  const theirs = Object.values(await furnish(globex));
  const before = await everythingOf(globex);
  const token = await api.tokenFor(acme);

  for (const operation of operations.filter(isAnswered)) {
    const variables = variablesFor(operation, () => undefined, valuesFor(operation));
    const answer = JSON.stringify(await api.run(operation.document, variables, token));
    expect(theirs.filter((id) => answer.includes(id)).concat(operation.name)).toEqual([
      operation.name,
    ]);
  }

  expect(await everythingOf(globex)).toEqual(before);
});

/** Those that can be called without any id; a subscription's events are tested with what they tell. */
function isAnswered({ name, field }: Operation): boolean {
  const needsId = field.args.some(({ type }) => String(type) === "ID!");
  const needsNested = operations
    .find((operation) => operation.name === name)
    ?.ids.some((path) => path.includes(".") && path !== "input.cameraId");
  return !needsId && needsNested !== true && !name.startsWith("Subscription.");
}

function valuesFor({ name }: Operation): Record<string, unknown> {
  return name === "Mutation.addClip" ? addClipSource : values;
}

/** `input.siteId` is a site's; the `id` of updateSite, too. */
function kindOf({ name, field }: Operation, path: string): string {
  const argument = path.split(".").at(-1) ?? "";
  const stem =
    argument === "id" ? field.name.replace(/^(update|delete)/, "") : argument.slice(0, -2);
  const kind = stem.charAt(0).toLowerCase() + stem.slice(1);
  if (!kinds.includes(kind)) throw new Error(`Which kind of id does ${path} of ${name} take?`);
  return kind;
}

const kinds = [
  ...["site", "camera", "dataset", "clip", "job", "trainingJob", "model", "evaluation", "alert"],
];

async function furnish(tenant: SeededTenant): Promise<Belongings> {
  const site = await tenant.site();
  const camera = await tenant.camera({ siteId: site.id });
  const dataset = await tenant.dataset({ cameraId: camera.id });
  const clip = await tenant.clip({ datasetId: dataset.id });
  const trainingJob = await tenant.trainingJob({ datasetId: dataset.id });
  const model = await tenant.model({ datasetId: dataset.id, trainingJobId: trainingJob.id });
  const evaluation = await tenant.evaluation({ datasetId: dataset.id, modelId: model.id });
  const at = new Date("2026-06-01T12:00:00Z");
  const alert = await tenant.row((tx) =>
    tx.alert.create({
      data: {
        cameraId: camera.id,
        modelId: model.id,
        severity: "WARNING",
        startedAt: at,
        peakScore: 0.9,
        peakAt: at,
        threshold: 0.5,
        explanation: { predictionShare: 1, spatialShare: 0, temporalShare: 0 },
      },
    }),
  );
  const rows = { site, camera, dataset, clip, trainingJob, model, evaluation, alert };
  const ids = Object.entries(rows).map(([kind, { id }]) => [kind, id] as const);
  return Object.fromEntries([...ids, ["job", trainingJob.id]]);
}

function everythingOf(tenant: SeededTenant): Promise<unknown> {
  return tenant.row(async (tx) => [
    await tx.tenant.findMany(),
    await tx.member.findMany(),
    await tx.site.findMany(),
    await tx.camera.findMany(),
    await tx.cameraRun.findMany(),
    await tx.activation.findMany(),
    await tx.dataset.findMany(),
    await tx.clip.findMany(),
    await tx.label.findMany(),
    await tx.trainingJob.findMany(),
    await tx.model.findMany(),
    await tx.evaluation.findMany(),
    await tx.alert.findMany(),
  ]);
}
