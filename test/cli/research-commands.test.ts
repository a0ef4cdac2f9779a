import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "../support/until.ts";
import { writeMaskedDataset, writeSmallDataset } from "./small-dataset.ts";
import { Vigil, vigil } from "./vigil.ts";

let folder: string;
const tiny = ["--set", "width=32", "--set", "height=32", "--set", "baseChannels=4"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-cli-"));
  await writeSmallDataset(join(folder, "data"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("a researcher without a server", () => {
  test("trains, evaluates and scores from the command line", async () => {
    const training = await vigil(
      ["train", "data", ...tiny, "--epochs", "1", "--seed", "3", "--out", "models", "--json"],
      { cwd: folder },
    );
    expect(training.stderr).toContain("Training: ");
    const { path, sha256, steps } = JSON.parse(training.stdout) as Record<string, string>;
    expect(training.code).toBe(0);
    expect(await readdir(join(folder, "models"))).toEqual([`${sha256}.safetensors`]);
    expect(Number(steps)).toBeGreaterThan(0);

    const evaluation = await vigil(
      ["evaluate", String(path), "data", "--smoothing", "0", "--json"],
      {
        cwd: folder,
      },
    );
    const { frames, results } = JSON.parse(evaluation.stdout) as {
      frames: number;
      results: Record<string, unknown>[];
    };
    expect(frames).toBe(50);
    expect(results.map(({ normalisation }) => normalisation)).toEqual([
      "PER_CLIP",
      "WHOLE_SET",
      "CAUSAL",
    ]);
    for (const { auc } of results) expect(auc).toEqual(expect.any(Number));

    const table = await vigil(["evaluate", String(path), "data"], { cwd: folder });
    expect(table.stdout).toMatch(/^protocol +streams +smoothing +AUC/);
    const [areas, alarms] = table.stdout.trim().split("\n\n");
    expect(areas?.split("\n")).toHaveLength(1 + 3 * 2);
    expect(alarms).toMatch(/^CAUSAL: [\d.]+ % of the anomalous frames and [\d.]+ % of the normal ones score 0\.5 or more\.$/); // prettier-ignore

    const unmasked = await vigil(["evaluate", String(path), "data", "--localisation"], {
      cwd: folder,
    });
    expect(unmasked.code).not.toBe(0);
    expect(unmasked.stderr).toMatch(/--localisation needs pixel masks .*clip\.mp4 has none/);
    expect(unmasked.stdout).toBe("");

    await writeMaskedDataset(join(folder, "masked"));
    const localise = ["evaluate", String(path), "masked", "--localisation"];
    const localised = await vigil(localise, { cwd: folder });
    for (const figure of ["pixel AUC", "pixel-hit AUC", "RBDC", "TBDC"]) {
      expect(localised.stdout).toMatch(new RegExp(`^${figure} +[01]\\.\\d{4}  `, "m"));
    }
    const json = await vigil([...localise, "--json"], { cwd: folder });
    expect(JSON.parse(json.stdout)).toMatchObject({
      localisation: { protocol: { frames: 15, anomalousFrames: 7, regionCount: 7, trackCount: 1 } },
    });

    const video = join("data", "testing", "clip.mp4");
    const scoring = await vigil(["score", String(path), video, "--csv"], { cwd: folder });
    const [heading, first, ...rest] = scoring.stdout.trim().split("\n");
    expect(heading).toBe("frame,seconds,score,psnr");
    expect(first).toMatch(/^5,0\.500,[01]\.\d+,/);
    expect(rest).toHaveLength(50 - 6);
  });

  test("is told in one line that a file holds no model", async () => {
    const labels = join(folder, "data", "labels.json");

    const { code, stdout, stderr } = await vigil(["evaluate", labels, "data"], { cwd: folder });

    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr.trim()).toBe(`vigil: ${labels}: This is no safetensors file, or it is cut off.`);
  });

  test("keeps a checkpoint when interrupted, and says how to go on", async () => {
    const args = ["train", "data", ...tiny, "--epochs", "400", "--out", "interrupted"];
    const run = new Vigil(args, { cwd: folder });
    await until(() => /Training: /.test(run.stderr), { timeout: 30_000 });
    run.process.kill("SIGINT");

    expect(await run.ended()).toBe(130);
    expect(run.stderr).toMatch(/The same command goes on from .*checkpoint/);
    expect(run.stdout).toBe("");
    expect(await readdir(join(folder, "interrupted"))).toEqual(["checkpoint"]);
  });
});
