import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { readDataset } from "../../src/datasets/read-dataset.ts";
import { readMasks } from "../../src/datasets/read-masks.ts";
import { tf } from "../../src/engine/backend.ts";
import { calibrate } from "../../src/engine/calibration.ts";
import { errorMaps } from "../../src/engine/error-maps.ts";
import type { FrameSource } from "../../src/engine/frame-source.ts";
import { localise } from "../../src/engine/localisation.ts";
import { Network } from "../../src/engine/network.ts";
import { scoreClip } from "../../src/engine/score-clip.ts";
import { scoreMaps } from "../../src/engine/score-maps.ts";
import { openClip } from "../../src/video/clip-file.ts";
import { clipOf, movingSquare, tinySettings } from "./support.ts";

const ped2 = fileURLToPath(new URL("../../../shared/data/ped2", import.meta.url));

/** A network as it is drawn, calibrated on a clip. */
async function untrained(settings: ReturnType<typeof tinySettings>, normal: FrameSource) {
  const network = Network.create(settings, 3);
  const calibration = calibrate([await scoreClip({ network }, normal)], settings.streams);
  return { network, calibration };
}

describe("error maps", () => {
  test("hold where each stream errs: their 16-norm is the frame's breadth, in every frame from the sixth", async () => {
    const settings = tinySettings();
    const network = Network.create(settings, 3);
    const clip = clipOf("a", movingSquare(settings, 21)); // two runs, the last one shorter
    const { frames } = await scoreClip({ network }, clip);
    const before = tf.memory().numTensors;

    const seen: number[] = [];
    for await (const { frame, maps } of errorMaps({ network }, clip)) {
      seen.push(frame);
      const terms = frames[frame - 5];
      for (const [map, breadth] of [
        [maps.spatial, terms?.spatialBreadth],
        [maps.temporal, terms?.temporalBreadth],
      ] as const) {
        expect(map).toHaveLength(8 * 8);
        const mean = (map ?? new Float32Array()).reduce((sum, value) => sum + value ** 16, 0) / 64;
        expect(mean ** (1 / 16)).toBeCloseTo(breadth ?? 0, 5);
      }
    }
    expect(seen).toEqual(Array.from({ length: 16 }, (_, index) => index + 5));
    expect(tf.memory().numTensors).toBe(before);
    network.dispose();
  });

  test("have the one stream of a model with one, and none of a clip that is too short", async () => {
    const settings = tinySettings({ streams: "TEMPORAL" });
    const square = movingSquare(settings, 9);
    const model = await untrained(settings, clipOf("a", square));

    for await (const { maps } of errorMaps(model, clipOf("a", square))) {
      expect(Object.keys(maps)).toEqual(["temporal"]);
    }
    expect((await scoreMaps(model, clipOf("a", square))).frames).toHaveLength(4);
    expect((await scoreMaps(model, clipOf("a", square.slice(0, 5)))).frames).toEqual([]);
    model.network.dispose();
  });

  test("are highest where something never seen appears", async () => {
    const settings = tinySettings();
    const still = movingSquare(settings, 12);
    const model = await untrained(settings, clipOf("a", still));
    const flash = still.map((frame, index) =>
      index < 9
        ? frame
        : frame.map((grey, pixel) =>
            pixel % 32 >= 20 && pixel % 32 < 28 && pixel >= 32 * 22 && pixel < 32 * 30
              ? (index % 2) * 255
              : grey,
          ),
    );
    const { frames } = await scoreMaps(model, clipOf("a", flash));
    const last = frames.at(-1) ?? new Float32Array();
    const worst = last.indexOf(Math.max(...last));
    // Cells 5 to 7 each way touch the square or its neighbourhood.
    expect(Math.min(Math.floor(worst / 8), worst % 8)).toBeGreaterThanOrEqual(5);
    model.network.dispose();
  });
});

describe.skipIf(!existsSync(ped2))("Ped2 (needs ../shared/data)", () => {
  test("masks agree with the labels, and a model without training can be measured by them", async () => {
    const cacheFolder = await mkdtemp(join(tmpdir(), "vigil-test-"));
    const { clips } = await readDataset(ped2);
    const place = clips.find(({ split, name }) => split === "TEST" && name === "01");
    if (!place) throw new Error("Ped2's test clip 01 is missing.");
    const settings = tinySettings({ width: 96, height: 64 });
    const masks = await readMasks(place, settings);
    const clip = await openClip({ name: "01", url: place.path, cacheFolder, ...settings });

    const anomalous = masks.frames.flatMap((mask, frame) => (mask.some(Boolean) ? [frame] : []));
    expect([anomalous[0], anomalous.at(-1), anomalous.length]).toEqual([60, 179, 120]);

    const model = await untrained(settings, clip);
    const { protocol, ...figures } = localise([await scoreMaps(model, clip)], [masks]);
    expect(protocol).toMatchObject({ frames: 175, anomalousFrames: 120, trackCount: 1 });
    for (const figure of Object.values(figures)) {
      expect(figure).toBeGreaterThanOrEqual(0);
      expect(figure).toBeLessThanOrEqual(1);
    }
    model.network.dispose();
    await clip.close();
    await rm(cacheFolder, { recursive: true, force: true });
  });
});
