import { access, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report } from "../../src/cli/reproduce/build-report.ts";
import { until } from "../support/until.ts";
import { writeSmallDataset } from "./small-dataset.ts";
import { Vigil, vigil } from "./vigil.ts";

let folder: string;
const tiny = ["--set", "width=32", "--set", "height=32", "--set", "baseChannels=4"];
const reproduce = (output: string, ...more: string[]) =>
  ["reproduce", join(folder, "data"), ...tiny, "--epochs", "1", "--minutes", "30", "--output", join(folder, output), ...more]; // prettier-ignore

const readReport = async (output: string) =>
  JSON.parse(await readFile(join(folder, output, "report.json"), "utf8")) as Report;
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vigil-reproduce-"));
  await writeSmallDataset(join(folder, "data"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("vigil reproduce", () => {
  test("goes on after a kill, without running again what was finished", async () => {
    const args = reproduce("killed", "--seeds", "2", "--only", "main", "table3");
    const first = join(folder, "killed", "runs", "dual-seed0", "result.json");
    const run = new Vigil(args, { direct: true });
    await until(() => exists(first), { timeout: 60_000 });
    run.process.kill("SIGKILL");
    await run.ended();
    const finished = await readFile(first, "utf8");
    const writtenAt = (await stat(first)).mtimeMs;

    const { code, stdout, stderr } = await vigil(args);

    expect(stderr).toMatch(/\d+ of 7 experiments are finished already/);
    expect(code).toBe(0);
    expect(stdout.trim()).toMatch(/killed\/report\.html$/);
    expect(await readFile(first, "utf8")).toBe(finished);
    expect((await stat(first)).mtimeMs).toBe(writtenAt);
    const { runs, missing, tables } = await readReport("killed");
    expect(missing).toEqual([]);
    expect(runs.map(({ id }) => id).sort()).toEqual([
      ...["ablation-baseline", "ablation-memory", "ablation-rcam", "ablation-rtsm"],
      ...["dual-seed0", "dual-seed1", "short-dual"],
    ]);
    const ablation = tables.find(({ id }) => id === "table3");
    expect(ablation?.rows.map(({ measured }) => measured.length)).toEqual([5, 5, 5, 5, 5]);
    const ours = tables
      .find(({ id }) => id === "table1")
      ?.rows.find(({ name }) => name === "Dual stream (ours)");
    expect(ours?.measured[0]).toMatchObject({
      ...{ formula: "PAPER", normalisation: "PER_CLIP", smoothing: 0, seeds: 2 },
      spread: expect.any(Number) as number,
    });
  }, 180_000);

  test("writes one page that needs nothing from elsewhere, and its figures", async () => {
    const html = await readFile(join(folder, "killed", "report.html"), "utf8");

    expect(html).toContain("Table III");
    expect(html).toContain("Figure 8");
    expect(html).not.toMatch(/<script|<link|(src|href)="(?!data:)/);
    expect(await readdir(join(folder, "killed", "figures"))).toEqual(
      expect.arrayContaining(["figure6-scores.svg", "figure7-maps.svg", "figure8-roc.svg"]),
    );
  });

  test("trains Table II's weights of the losses", async () => {
    const args = reproduce("weights", "--seeds", "1", "--only", "table2");

    expect((await vigil(args)).code).toBe(0);
    const { tables, runs } = await readReport("weights");

    const grid = tables.find(({ id }) => id === "table2");
    expect(grid?.rows.map(({ measured, published }) => [published, measured.length])).toEqual([
      ...[["87.0", 5], ["87.1", 5], ["88.0", 5], ["87.4", 5], ["87.5", 5], ["88.5", 5]], // prettier-ignore
    ]);
    const first = runs.find(({ id }) => id === "loss-0.2-0.4-0.6");
    expect(first?.kind === "training" && first.options).toMatchObject({
      ...{ discretisationWeight: 0.2, spatialWeight: 0.4, temporalWeight: 0.6 },
    });
  }, 180_000);

  test("goes on with a study that was begun before there was a choice of all settings", async () => {
    const file = join(folder, "weights", "study.json");
    const study = JSON.parse(await readFile(file, "utf8")) as { settings: Record<string, unknown> };
    delete study.settings["skip"];
    await writeFile(file, JSON.stringify(study));

    const { code, stderr } = await vigil(reproduce("weights", "--seeds", "1", "--only", "table2"));

    expect(code).toBe(0);
    expect(stderr).toContain("6 of 6 experiments are finished already");
  });

  test("refuses a folder that holds another study", async () => {
    const { code, stderr } = await vigil(reproduce("killed", "--set", "memoryItems=5"));

    expect(code).toBe(2);
    expect(stderr).toContain("--output takes another folder");
  });

  test("measures how much is lost on worse footage, beside Frame-Pred, and the baselines", async () => {
    const args = reproduce("worse", "--seeds", "1", "--only", "robustness", "baselines");

    expect((await vigil(args)).code).toBe(0);
    const { robustness, tables } = await readReport("worse");

    const [methods] = tables;
    const measured = methods?.rows.filter((row) => row.measured.length > 0);
    expect(measured?.map(({ name }) => name)).toEqual([
      ...["Conv-AE", "Mem-AE", "Frame-Pred", "Dual stream (ours)", "Vigil's LITE"],
    ]);
    expect(new Set(robustness.map(({ model }) => model))).toEqual(
      new Set(["lite", "dual-seed0", "frame-pred"]),
    );

    expect(robustness.map(({ condition }) => condition)).toEqual(
      expect.arrayContaining(["noise", "flicker", "shake", "compression"]),
    );
    for (const { points } of robustness) {
      expect(points.map(({ level }) => level)).toHaveLength(5);
      expect(points[0]?.level).toBe(0);
    }
  }, 180_000);
});

describe("vigil reproduce refuses", () => {
  test.each([
    { what: "a folder that is not there", args: ["nowhere"], code: 2, says: "There is no folder nowhere. Accepted are ped2, avenue, shanghaitech" }, // prettier-ignore
    { what: "a benchmark without its frames", args: ["avenue"], code: 2, says: "The frames of avenue are in none of" }, // prettier-ignore
    { what: "a folder without clips", args: ["empty"], code: 1, says: "It holds no clips" },
    { what: "a part that there is not", args: ["data", "--only", "table9"], code: 2, says: "--only takes main" }, // prettier-ignore
    { what: "an unlabelled data set", args: ["unlabelled"], code: 2, says: "no test clip with labels" }, // prettier-ignore
  ])("$what", async ({ args, code, says }) => {
    await mkdir(join(folder, "empty"), { recursive: true });
    const unlabelled = join(folder, "unlabelled");
    await writeSmallDataset(unlabelled);
    await rm(join(unlabelled, "labels.json"));

    const run = await vigil(["reproduce", ...args], { cwd: folder });

    expect(run.stderr).toContain(says);
    expect(run.code).toBe(code);
  });
});
