import { describe, expect } from "vitest";
import { calibrate } from "../../src/engine/calibration.ts";
import { encodeTerms, termNames, type FrameTerms } from "../../src/engine/terms.ts";
import type { SeededTenant } from "../support/seed.ts";
import { badInput, testAs } from "./support/api.ts";
import { CameraFeed } from "./support/camera-feed.ts";

const test = testAs("VIEWER");

/** A frame that is predicted the worse the higher `error` is. */
function frame(error: number): FrameTerms {
  const terms = Object.fromEntries(termNames.map((term) => [term, error])) as FrameTerms;
  return { ...terms, psnr: 40 - error };
}

const frames = (errors: readonly number[]) => ({ firstFrame: 5, frames: errors.map(frame) });

/** Two clips of 20 frames, of which the second's frames 10 to 14 are anomalous and look it. */
async function evaluated(acme: SeededTenant): Promise<string> {
  const dataset = await acme.dataset();
  const quiet = Array.from({ length: 15 }, (_, index) => 1 + (index % 5) / 10);
  const loud = quiet.map((error, index) => (index >= 5 && index <= 9 ? 9 + index / 10 : error));
  const heldOut = [frames(quiet), frames(quiet)];
  const calibration: object = calibrate(heldOut, "DUAL");
  const model = await acme.model({ datasetId: dataset.id, calibration });
  const evaluation = await acme.evaluation({
    ...{ modelId: model.id, datasetId: dataset.id },
    status: "SUCCEEDED",
  });
  for (const [name, errors] of Object.entries({ "01": quiet, "02": loud })) {
    const clip = await acme.clip({
      ...{ datasetId: dataset.id, name, split: "TEST", frameCount: 20 },
      labelled: name === "02",
    });
    const terms = new Uint8Array(encodeTerms(frames(errors)));
    await acme.row(async (tx) => {
      await tx.clipScores.create({
        data: { evaluationId: evaluation.id, clipId: clip.id, firstFrame: 5, terms },
      });
      if (name === "02") {
        await tx.label.create({ data: { clipId: clip.id, fromFrame: 10, toFrame: 14 } });
      }
    });
  }
  return evaluation.id;
}

describe("an evaluation", () => {
  test("has the figures of every normalisation, computed from the stored terms", async ({
    acme,
    api,
    token,
  }) => {
    const id = await evaluated(acme);

    const { data } = await api.run(
      `query ($id: ID!) { evaluation(id: $id) {
        frameCount anomalousFrameCount
        results { normalisation streams smoothing }
        result(normalisation: CAUSAL) {
          auc equalErrorRate roc(maxPoints: 2) { falsePositiveRate truePositiveRate }
        }
        clips { clip { name } auc scores { frame anomalous } }
      } }`,
      { id },
      token,
    );

    const every = { streams: "DUAL", smoothing: 0 };
    const scores = (labelled: boolean) =>
      Array.from({ length: 15 }, (_, index) => ({
        frame: index + 5,
        anomalous: labelled ? index >= 5 && index <= 9 : null,
      }));
    expect(data).toEqual({
      evaluation: {
        ...{ frameCount: 30, anomalousFrameCount: 5 },
        results: [
          { normalisation: "PER_CLIP", ...every },
          { normalisation: "WHOLE_SET", ...every },
          { normalisation: "CAUSAL", ...every },
        ],
        result: {
          ...{ auc: 1, equalErrorRate: 0 },
          roc: [
            { falsePositiveRate: 0, truePositiveRate: 0 },
            { falsePositiveRate: 1, truePositiveRate: 1 },
          ],
        },
        clips: [
          { clip: { name: "01" }, auc: null, scores: scores(false) },
          { clip: { name: "02" }, auc: 1, scores: scores(true) },
        ],
      },
    });
  });

  test("has no result before it has succeeded", async ({ acme, api, token }) => {
    const { id } = await acme.evaluation();

    const { data } = await api.run(
      `query ($id: ID!) { evaluation(id: $id) { results { auc } result { auc } clips { auc } } }`,
      { id },
      token,
    );

    expect(data).toEqual({ evaluation: { results: [], result: null, clips: [] } });
  });
});

describe("scores", () => {
  const SCORES = `query ($id: ID!, $from: DateTime!, $to: DateTime!, $maxPoints: Int) {
    scores(cameraId: $id, from: $from, to: $to, maxPoints: $maxPoints) { sequence score anomalous }
  }`;
  const day = { from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" };

  test("keep the highest of each bucket", async ({ acme, api, database, token }) => {
    const feed = await CameraFeed.open(acme, database.url);
    await feed.write(0.1, 0.9, 0.2);
    await feed.write(0.3, 0.4, 0.3);
    await feed.close();
    const id = feed.cameraId;

    const some = await api.run(SCORES, { id, ...day, maxPoints: 2 }, token);
    const all = await api.run<{ scores: unknown[] }>(SCORES, { id, ...day, maxPoints: 6 }, token);

    expect(some.data).toEqual({
      scores: [
        { sequence: 2, score: 0.9, anomalous: true },
        { sequence: 5, score: 0.4, anomalous: false },
      ],
    });
    expect(all.data?.scores).toHaveLength(6);
  });

  test("are those between the two times, both included", async ({ acme, api, database, token }) => {
    const feed = await CameraFeed.open(acme, database.url);
    await feed.write(0.1, 0.2, 0.3, 0.4); // a tenth of a second after the other
    await feed.close();
    const times = { from: "2026-01-01T00:00:00.200Z", to: "2026-01-01T00:00:00.300Z" };

    const { data } = await api.run(SCORES, { id: feed.cameraId, ...times }, token);

    expect(data).toMatchObject({ scores: [{ sequence: 2 }, { sequence: 3 }] });
  });

  test("cannot end before they begin", async ({ acme, api, token }) => {
    const { id } = await acme.camera();

    const { errors } = await api.run(SCORES, { id, from: day.to, to: day.from }, token);

    expect(errors?.[0]?.extensions).toEqual(badInput("to"));
  });
});

describe("a camera's health", () => {
  test("is STARTING once it is wanted, until a monitor says more", async ({ acme, api }) => {
    const { id } = await acme.camera();
    const token = await api.tokenFor(acme, "OPERATOR");
    const run = (name: string) =>
      api.run(`mutation ($id: ID!) { ${name}(cameraId: $id) { health { state } } }`, { id }, token);

    const [started, stopped] = [await run("startMonitoring"), await run("stopMonitoring")];

    expect(started.data).toEqual({ startMonitoring: { health: { state: "STARTING" } } });
    expect(stopped.data).toEqual({ stopMonitoring: { health: { state: "STOPPED" } } });
  });
});
