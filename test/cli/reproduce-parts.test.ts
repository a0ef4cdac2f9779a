import { describe, expect, test } from "vitest";
import { secondsFor } from "../../src/cli/reproduce/budget.ts";
import { findContradictions } from "../../src/cli/reproduce/contradictions.ts";
import { conditions, degrade } from "../../src/cli/reproduce/degrade.ts";
import { listExperiments } from "../../src/cli/reproduce/experiments.ts";
import { encodePng } from "../../src/cli/reproduce/figures/encode-png.ts";
import { columns, type Row, type Table } from "../../src/cli/reproduce/measure-rows.ts";
import { quantiseBlocks } from "../../src/cli/reproduce/quantise-blocks.ts";
import { planTables } from "../../src/cli/reproduce/tables.ts";
import { resolveSettings } from "../../src/engine/settings.ts";

const settings = resolveSettings("STANDARD");
const experiments = listExperiments({
  settings,
  options: { epochs: 1, batchSize: 4, learningRate: 1e-3 },
  seeds: 3,
});

describe("the budget", () => {
  test("is spent to the last second by trainings that take what they are given", () => {
    const trainings = experiments.filter((one) => one.kind === "training");
    let left = 3600;
    const given = trainings.map((one, index) => {
      const pending = trainings.slice(index);
      const seconds = secondsFor(one, { left, pending, scoringSeconds: 10 }) ?? 0;
      left -= seconds + 10;
      return seconds;
    });

    expect(left).toBeCloseTo(0, 0);
    expect(given[0]).toBeCloseTo(given[2] ?? 0, 0); // the seeds
    const row = trainings.findIndex(({ section }) => section === "table3");
    expect((given[row] ?? 0) / (given[0] ?? 1)).toBeCloseTo(0.15, 2);
  });

  test("leaves out the last where it does not reach for all", () => {
    const trainings = experiments.filter((one) => one.kind === "training");
    const [first, second] = trainings;
    const standing = { pending: trainings, scoringSeconds: 20 };

    expect(first && secondsFor(first, { ...standing, left: 70 })).toBeGreaterThan(1);
    const then = { ...standing, pending: trainings.slice(1), left: 45 };
    expect(second && secondsFor(second, then)).toBeGreaterThan(1);
  });

  test("leaves out what it has no time for", () => {
    const [first] = experiments;
    const last = experiments.at(-1);
    const standing = { left: 5, pending: experiments, scoringSeconds: 20 };

    expect(first && secondsFor(first, standing)).toBeUndefined();
    expect(last && secondsFor(last, standing)).toBeUndefined();
  });
});

describe("worse footage", () => {
  const size = { width: 16, height: 8 };
  const bytes = Uint8Array.from({ length: 3 * 128 }, (_, at) => (at * 7) % 256);
  const clip = {
    name: "walk",
    frameCount: 3,
    read: async (from: number, count: number) => bytes.slice(from * 128, (from + count) * 128),
  };

  test.each(conditions)("by $name $level is the same whatever is read first", async (condition) => {
    const worse = degrade(clip, condition, size);
    const whole = await worse.read(0, 3);

    expect(await worse.read(2, 1)).toEqual(whole.slice(256));
    expect(whole).not.toEqual(bytes);
  });

  test("by compression keeps a flat block and loses fine detail", () => {
    const flat = new Uint8Array(64).fill(128);
    const board = Uint8Array.from({ length: 64 }, (_, at) => 128 + (at % 2 ? 2 : -2));

    expect(quantiseBlocks(flat, 8, 8, 1)).toEqual(flat);
    expect(quantiseBlocks(board, 8, 8, 2)).toEqual(flat);
    expect(quantiseBlocks(board, 8, 8, 0.01)).toEqual(board);
  });
});

describe("contradictions", () => {
  const row = (name: string, low: number, high: number): Row => ({
    ...{ name, runs: ["run"], planned: 1 },
    measured: columns.map((key) => ({ ...key, auc: (low + high) / 2, low, high, seeds: 1 })),
  });
  const [, , plan] = planTables(1);
  const found = (...rows: Row[]) => {
    const table = { ...plan, rows, publishedOn: "avenue" } as Table;
    return findContradictions([table], plan ? [plan] : [], undefined);
  };

  test("are rows in the other order whose intervals share nothing", () => {
    const [first] = found(row("Baseline", 0.9, 0.95), row("+ RTSM", 0.7, 0.8));

    expect(first).toMatchObject({ expected: { row: "+ RTSM" }, found: { row: "Baseline" }, certain: true }); // prettier-ignore
  });

  test("are uncertain where the intervals overlap, and none in the paper's order", () => {
    expect(found(row("Baseline", 0.8, 0.95), row("+ RTSM", 0.7, 0.9))[0]?.certain).toBe(false);
    expect(found(row("Baseline", 0.7, 0.8), row("+ RTSM", 0.9, 0.95))).toEqual([]);
  });
});

test("a PNG begins with its signature and its size", () => {
  const png = encodePng(new Uint8Array(3 * 5 * 2), 5, 2);

  expect([...png.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
  expect(Buffer.from(png).readUInt32BE(16)).toBe(5);
  expect(Buffer.from(png).readUInt32BE(20)).toBe(2);
});
