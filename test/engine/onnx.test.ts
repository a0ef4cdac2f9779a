import { InferenceSession, Tensor } from "onnxruntime-web";
import { describe, expect, test } from "vitest";
import { tf } from "../../src/engine/backend.ts";
import { calibrate, type Calibration } from "../../src/engine/calibration.ts";
import { toPixels } from "../../src/engine/frames.ts";
import { createModel, type Model } from "../../src/engine/model.ts";
import { Network } from "../../src/engine/network.ts";
import { exportOnnx } from "../../src/engine/onnx/export-onnx.ts";
import { predictRun } from "../../src/engine/predict-run.ts";
import { Predictor } from "../../src/engine/predictor.ts";
import { Random } from "../../src/engine/random.ts";
import { scoreClip } from "../../src/engine/score-clip.ts";
import type { ModelSettings } from "../../src/engine/settings.ts";
import { StreamScorer } from "../../src/engine/stream-scorer.ts";
import { termNames, type FrameTerms } from "../../src/engine/terms.ts";
import { clipOf, movingSquare, tinySettings } from "./support.ts";

type Values = Record<string, Tensor>;

const calibration: Calibration = calibrate(
  [
    {
      firstFrame: 5,
      frames: [Object.fromEntries(termNames.map((name) => [name, 1])) as FrameTerms],
    },
  ],
  "DUAL",
);

/** A model of which no bias, norm or weight is what a fresh network has. */
function randomModel(settings: ModelSettings): Model {
  const random = new Random(1, 5);
  const fresh = Network.create(settings, 3);
  const values = [...fresh.values()].map(([name, { data }]): [string, Float32Array] => {
    const shaken = data.map((value) => value + 0.1 * (random.uniform() - 0.5));
    return [name, shaken];
  });
  fresh.dispose();
  return createModel(Network.from(settings, new Map(values)), calibration);
}

/** The exported graph, fed frame by frame as docs/export.md says. */
async function openSession(model: Model, cameras: number) {
  const session = await InferenceSession.create(exportOnnx(model));
  let states: Values = {};
  for (const input of session.inputMetadata) {
    if (!input.isTensor || input.name === "frame") continue;
    const [, ...shape] = input.shape as [string, ...number[]];
    const size = shape.reduce((product, length) => product * length, cameras);
    states[input.name] = new Tensor("float32", new Float32Array(size), [cameras, ...shape]);
  }
  const { width, height } = model.settings;
  return {
    session,
    next: async (frames: Uint8Array[]): Promise<Values> => {
      const bytes = new Uint8Array(Buffer.concat(frames));
      const frame = new Tensor("uint8", bytes, [frames.length, 1, height, width]);
      const results: Values = await session.run({ frame, ...states });
      states = Object.fromEntries(
        Object.keys(states).map((name) => [name, results[`next_${name}`] as Tensor]),
      );
      return results;
    },
  };
}

const numbers = (tensor: Tensor | undefined) => [...(tensor?.data as Float32Array)];

/** Within 1e-4 of each value, and of `least` where a value is smaller than that. */
function expectNear(actual: number[], expected: ArrayLike<number>, what: string, least = 1e-3) {
  expect(actual, what).toHaveLength(expected.length);
  for (const [at, value] of actual.entries()) {
    const right = expected[at] ?? Number.NaN;
    expect(Math.abs(value - right), what).toBeLessThan(1e-4 * Math.max(Math.abs(right), least));
  }
}

describe.each([
  ["both streams", tinySettings({ width: 40 })],
  ["the spatial stream alone", tinySettings({ streams: "SPATIAL" })],
  ["the temporal stream alone", tinySettings({ streams: "TEMPORAL" })],
  ["frames stacked in place of the shift", tinySettings({ temporalShift: false })],
  ["no memory", tinySettings({ memory: false })],
  ["the read alone from a memory", tinySettings({ skip: "READ", readTemperature: 0.1 })],
  ["a reconstruction without skips", tinySettings({ target: "RECONSTRUCTION", skip: "NONE" })],
  ["no attention", tinySettings({ channelAttention: false })],
  ["more channels", tinySettings({ baseChannels: 16, memoryItems: 12 })],
])("an ONNX graph of a model with %s", (_, settings) => {
  test("measures what the stream scorer measures of two cameras, and predicts the same", async () => {
    const model = randomModel(settings);
    const cameras = [movingSquare(settings, 9), movingSquare(settings, 9, 5)];
    const before = tf.memory().numTensors;
    const { session, next } = await openSession(model, cameras.length);
    expect(tf.memory().numTensors).toBe(before);
    const scorer = new StreamScorer<number>(model);

    let results: Values = {};
    for (let at = 0; at < 9; at++) {
      const frames = cameras.map((camera) => camera[at] as Uint8Array);
      results = await next(frames);
      const terms = await scorer.score(new Map(frames.entries()));
      for (const name of termNames) {
        const expected = [...terms.values()].map((ofFrame) => ofFrame?.[name]);
        if (expected[0] === undefined) continue; // one of the first five frames
        if (Number.isNaN(expected[0])) expect(session.outputNames).not.toContain(name);
        else expectNear(numbers(results[name]), expected as number[], name);
      }
    }

    const predictor = new Predictor(model.network);
    for (const [row, frames] of cameras.entries()) {
      tf.tidy(() => {
        const window = toPixels(new Uint8Array(Buffer.concat(frames.slice(-6))), settings);
        for (const [stream, { prediction }] of Object.entries(predictRun(predictor, window))) {
          const name = `${stream}_prediction`;
          const size = settings.width * settings.height;
          const ours = numbers(results[name]).slice(row * size, (row + 1) * size);
          expectNear(ours, prediction.dataSync(), name, 1); // of −1..1
        }
      });
    }
    predictor.dispose();
    scorer.dispose();
    model.dispose();
    await session.release();
  });
});

describe("an ONNX graph", () => {
  test("takes any number of cameras", async () => {
    const settings = tinySettings();
    const model = randomModel(settings);
    const frames = movingSquare(settings, 6);
    const { frames: terms } = await scoreClip(model, clipOf("a", frames));

    for (const cameras of [1, 3]) {
      const { session, next } = await openSession(model, cameras);
      let results: Values = {};
      for (const frame of frames) results = await next(Array<Uint8Array>(cameras).fill(frame));
      const expected = Array<number>(cameras).fill(terms[0]?.temporalSurprise ?? Number.NaN);
      expectNear(numbers(results["temporalSurprise"]), expected, `${cameras} cameras`);
      await session.release();
    }
    model.dispose();
  });

  test("names its states, and carries settings and calibration", async () => {
    const model = randomModel(tinySettings({ streams: "SPATIAL" }));

    const bytes = Buffer.from(exportOnnx(model));
    const session = await InferenceSession.create(bytes);

    const states = ["past_frames", "spatial_shift0", "spatial_shift1", "spatial_shift2"];
    expect(session.inputNames).toEqual(["frame", ...states]);
    expect(session.outputNames).toEqual(
      expect.arrayContaining(states.map((name) => `next_${name}`)),
    );
    expect(bytes.includes(JSON.stringify(model.settings))).toBe(true);
    expect(bytes.includes(JSON.stringify(model.calibration))).toBe(true);
    await session.release();
    model.dispose();
  });
});
