import { expect, test } from "vitest";
import { calibrateModel } from "../../src/engine/calibrate-model.ts";
import { calibrate, type Calibration } from "../../src/engine/calibration.ts";
import { mapFrames } from "../../src/engine/frame-source.ts";
import { Network } from "../../src/engine/network.ts";
import { Random } from "../../src/engine/random.ts";
import { scoreClip } from "../../src/engine/score-clip.ts";
import { frameScore } from "../../src/engine/scores.ts";
import { trainModel } from "../../src/engine/train-model.ts";
import { withNoise } from "../../src/engine/view-noise.ts";
import { clipOf, movingSquare, tinySettings } from "./support.ts";

const settings = tinySettings({ streams: "TEMPORAL" });
const clip = (seed: number) => clipOf(`${seed}`, movingSquare(settings, 60, seed));
const footage = { training: [clip(1)], heldOut: [clip(2)] };

test("a steadied model's noisy frames are as usual as its clean ones", async () => {
  const options = { epochs: 8, batchSize: 4, learningRate: 5e-3, seed: 0 };
  const model = await trainModel({ settings, options, clips: [1, 2, 3].map(clip) });

  const noisy = mapFrames(clip(4), settings, (frame, at) => withNoise(frame, 20, new Random(at)));
  const { frames } = await scoreClip(model, noisy);

  const above = (by: Calibration) =>
    frames.filter((terms) => frameScore(terms, by) > 0.5).length / frames.length;
  expect(above({ ...model.calibration, noisy: [] })).toBeGreaterThan(0.9);
  expect(above(model.calibration)).toBeLessThan(0.1);
  model.dispose();
});

test("a model without a view is calibrated on its footage as it is, and nothing more", async () => {
  const network = Network.create(settings, 3);

  const calibration = await calibrateModel({ network }, footage);

  const [heldOut, trained] = await Promise.all(
    [...footage.heldOut, ...footage.training].map((one) => scoreClip({ network }, one)),
  );
  expect(heldOut && trained && calibrate([heldOut], "TEMPORAL", [trained])).toEqual(calibration);
  network.dispose();
});
