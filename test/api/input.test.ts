import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { badInput, testAs } from "./support/api.ts";

const test = testAs("OWNER");

const CREATE_SITE = `mutation ($input: CreateSiteInput!) { createSite(input: $input) { id name timeZone } }`;
const CREATE_CAMERA = `mutation ($input: CreateCameraInput!) {
  createCamera(input: $input) { id source { url loop } frameRate masks }
}`;
const UPDATE_CAMERA = `mutation ($id: ID!, $input: UpdateCameraInput!) {
  updateCamera(id: $id, input: $input) { name source { url loop } }
}`;
const SET_POLICY = `mutation ($id: ID!, $input: AlertPolicyInput!) {
  setAlertPolicy(cameraId: $id, input: $input) { threshold hysteresis openAfterFrames }
}`;
const SET_ANOMALIES = `mutation ($id: ID!, $spans: [FrameSpanInput!]!) {
  setClipAnomalies(clipId: $id, spans: $spans) { anomalies { from to } }
}`;
const START_EVALUATION = `mutation ($input: StartEvaluationInput!) {
  startEvaluation(input: $input) { id status frameCount anomalousFrameCount }
}`;

describe("a site", () => {
  test.for([
    [{ name: "  " }, ["input", "name"]],
    [{ name: "x".repeat(201) }, ["input", "name"]],
    [{ name: "Dock", timeZone: "Mars/Olympus" }, ["input", "timeZone"]],
    [{ name: "Dock", timeZone: "+02:00" }, ["input", "timeZone"]],
  ] as const)("is refused as %o", async ([input, path], { api, token }) => {
    const { errors } = await api.run(CREATE_SITE, { input }, token);

    expect(errors?.[0]?.extensions).toEqual(badInput(...path));
  });

  test("loses the blanks around its name", async ({ api, token }) => {
    const { data } = await api.run(CREATE_SITE, { input: { name: " Dock " } }, token);

    expect(data).toMatchObject({ createSite: { name: "Dock", timeZone: "UTC" } });
  });

  test("stays as long as it has a camera", async ({ acme, api, token }) => {
    const { siteId } = await acme.camera();

    const { errors } = await api.run(
      `mutation ($id: ID!) { deleteSite(id: $id) }`,
      { id: siteId },
      token,
    );

    expect(errors?.[0]?.extensions).toEqual({ code: "CONFLICT" });
  });
});

describe("a list", () => {
  test("comes page by page, each object once", async ({ acme, api, token }) => {
    const ids: string[] = [];
    for (let count = 0; count < 5; count++) ids.push((await acme.site()).id);
    const query = `query ($after: String) {
      sites(first: 2, after: $after) { nodes { id } totalCount pageInfo { hasNextPage endCursor } }
    }`;
    interface Sites {
      sites: {
        nodes: { id: string }[];
        totalCount: number;
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    }

    const pages: string[][] = [];
    for (let after: string | undefined, more = true; more;) {
      const { data } = await api.run<Sites>(query, { after }, token);
      pages.push(data?.sites.nodes.map(({ id }) => id) ?? []);
      expect(data?.sites.totalCount).toBe(5);
      after = data?.sites.pageInfo.endCursor;
      more = data?.sites.pageInfo.hasNextPage ?? false;
    }

    expect(pages).toEqual([ids.slice(0, 2), ids.slice(2, 4), ids.slice(4)]);
  });

  test.for([
    ["first: 0", ["first"]],
    ["first: 101", ["first"]],
    [`after: "elsewhere"`, ["after"]],
  ] as const)("refuses (%s)", async ([args, path], { api, token }) => {
    const { errors } = await api.run(`{ sites(${args}) { totalCount } }`, {}, token);

    expect(errors?.[0]?.extensions).toEqual(badInput(...path));
  });
});

describe("a camera", () => {
  test.for([
    [{ source: { url: "ftp://camera/1" } }, ["input", "source", "url"]],
    [{ source: { url: "file:/etc/passwd" } }, ["input", "source", "url"]],
    [{ source: { url: "media:../../etc/passwd" } }, ["input", "source", "url"]],
    [{ source: { url: "media:absent.mp4" } }, ["input", "source", "url"]],
    [{ source: { url: "rtsp://" } }, ["input", "source", "url"]],
    [{ frameRate: 0 }, ["input", "frameRate"]],
    [{ frameRate: 61 }, ["input", "frameRate"]],
    [{ masks: [[[0, 0], [1, 1]]] }, ["input", "masks", 0]], // prettier-ignore
    [{ masks: [[[0, 0], [1, 0], [1, 1.5]]] }, ["input", "masks", 0, 2]], // prettier-ignore
  ] as const)("is refused with %o", async ([given, path], { acme, api, token }) => {
    const { id: siteId } = await acme.site();
    const input = { siteId, name: "Door", source: { url: "rtsp://camera/1" }, ...given };

    const { errors } = await api.run(CREATE_CAMERA, { input }, token);

    expect(errors?.[0]?.extensions).toEqual(badInput(...path));
  });

  test("takes a file that lies under the media folder", async ({ acme, api, token }) => {
    await mkdir(join(api.home, "media"), { recursive: true });
    await writeFile(join(api.home, "media", "door.mp4"), "");
    const { id: siteId } = await acme.site();
    const input = { siteId, name: "Door", source: { url: "media:door.mp4", loop: true } };

    const { data } = await api.run(CREATE_CAMERA, { input }, token);

    expect(data).toMatchObject({
      createCamera: { source: { url: "media:door.mp4", loop: true }, frameRate: 10, masks: [] },
    });
  });

  test("never shows its credentials, and keeps them when what it shows is sent back", async ({
    acme,
    api,
    token,
  }) => {
    const sourceUrl = "rtsp://admin:secret@camera:554/live?channel=1&password=secret";
    const shown = "rtsp://camera:554/live?channel=1&password=***";
    const { id } = await acme.camera({ sourceUrl });

    const { data } = await api.run(
      UPDATE_CAMERA,
      { id, input: { name: "Door", source: { url: shown, loop: false } } },
      token,
    );
    const row = await acme.row((tx) => tx.camera.findUniqueOrThrow({ where: { id } }));

    expect(data).toEqual({
      updateCamera: { name: "Door", source: { url: shown, loop: false } },
    });
    expect(row.sourceUrl).toBe(sourceUrl);
  });

  test.for([
    [{ threshold: 1.5 }, ["input", "threshold"]],
    [{ threshold: 0.3, hysteresis: 0.3 }, ["input", "hysteresis"]],
    [{ openAfterFrames: 0 }, ["input", "openAfterFrames"]],
    [{ cooldownSeconds: -1 }, ["input", "cooldownSeconds"]],
  ] as const)("refuses the alert policy %o", async ([input, path], { acme, api, token }) => {
    const { id } = await acme.camera();

    const { errors } = await api.run(SET_POLICY, { id, input }, token);

    expect(errors?.[0]?.extensions).toEqual(badInput(...path));
  });
});

describe("a clip's anomalies", () => {
  test.for([
    [[{ from: 5, to: 4 }], ["spans", 0]],
    [[{ from: 0, to: 100 }], ["spans", 0]],
    [[{ from: 10, to: 20 }, { from: 0, to: 10 }], ["spans", 0]], // prettier-ignore
  ] as const)("may not be %o", async ([spans, path], { acme, api, token }) => {
    const { id } = await acme.clip({ split: "TEST", frameCount: 100 });

    const { errors } = await api.run(SET_ANOMALIES, { id, spans }, token);

    expect(errors?.[0]?.extensions).toEqual(badInput(...path));
  });

  test("are kept in order, until a job has used the dataset", async ({ acme, api, token }) => {
    const { id, datasetId } = await acme.clip({ split: "TEST", frameCount: 100 });
    const model = await acme.model();
    const spans = [
      { from: 50, to: 59 },
      { from: 0, to: 9 },
    ];

    const set = await api.run(SET_ANOMALIES, { id, spans }, token);
    const input = { modelId: model.id, datasetId };
    const started = await api.run(START_EVALUATION, { input }, token);
    const late = await api.run(SET_ANOMALIES, { id, spans: [] }, token);

    expect(set.data).toEqual({ setClipAnomalies: { anomalies: [spans[1], spans[0]] } });
    expect(started.data).toMatchObject({
      startEvaluation: { status: "QUEUED", frameCount: 95, anomalousFrameCount: 15 },
    });
    expect(late.errors?.[0]?.extensions).toEqual({ code: "CONFLICT" });
  });
});
