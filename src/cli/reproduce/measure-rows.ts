import type { Normalisation } from "../../engine/evaluation.ts";
import type { FormulaName } from "../../engine/scores.ts";
import type { StreamMode } from "../../engine/settings.ts";
import type { Area } from "./evaluate-run.ts";
import { publishedFigure, type Benchmark } from "./published.ts";
import type { RowPlan, TablePlan } from "./tables.ts";

/** How a number was come to: without it an AUC says little. */
export interface ProtocolKey {
  formula: FormulaName;
  normalisation: Normalisation;
  smoothing: number;
}

/** The protocols of the tables' columns; every other one is in the JSON and in the list of runs. */
export const columns: readonly ProtocolKey[] = [
  { formula: "PAPER", normalisation: "PER_CLIP", smoothing: 0 },
  { formula: "LOCAL", normalisation: "PER_CLIP", smoothing: 0 },
  { formula: "LOCAL", normalisation: "PER_CLIP", smoothing: 5 },
  { formula: "LOCAL", normalisation: "WHOLE_SET", smoothing: 0 },
  { formula: "LOCAL", normalisation: "CAUSAL", smoothing: 0 },
];

export interface Measured extends ProtocolKey {
  /** Mean over the seeds. */
  auc: number;
  /** Standard deviation over the seeds; absent for one. */
  spread?: number;
  /** Mean of the seeds' 95 % intervals. */
  low: number;
  high: number;
  macroAuc?: number;
  seeds: number;
}

export interface Row {
  name: string;
  published?: string;
  /** Runs that are finished. */
  runs: readonly string[];
  planned: number;
  /** One for each of `columns`; none while no run is finished. */
  measured: readonly Measured[];
}

export interface Table extends Omit<TablePlan, "rows"> {
  /** Where the published figures beside the rows were measured. */
  publishedOn: Benchmark;
  rows: readonly Row[];
}

/** Areas of a run by the given streams (its own when absent); undefined while it is not finished. */
export type AreasOf = (run: string, streams?: StreamMode) => readonly Area[] | undefined;

export function measureTable(
  { rows, ...plan }: TablePlan,
  areasOf: AreasOf,
  benchmark: Benchmark | undefined,
): Table {
  // What nobody published for this data set stands beside what the paper has for Avenue, and says so.
  const known = rows.some(
    ({ published }) => published && benchmark && publishedFigure(published, benchmark),
  );
  const publishedOn = benchmark && known ? benchmark : "avenue";
  const all = rows.map((row) => measureRow(row, areasOf, publishedOn));
  return {
    ...plan,
    publishedOn,
    rows: all.filter(({ planned, published }) => planned > 0 || published),
  };
}

function measureRow(
  { name, published, runs, streams }: RowPlan,
  areasOf: AreasOf,
  benchmark: Benchmark,
): Row {
  const figure = published && publishedFigure(published, benchmark);
  const found = runs.flatMap((run) => {
    const areas = areasOf(run, streams);
    return areas ? [{ run, areas }] : [];
  });
  return {
    name,
    ...(figure === undefined ? {} : { published: figure }),
    runs: found.map(({ run }) => run),
    planned: runs.length,
    measured: columns.flatMap((key) => {
      const areas = found.flatMap((one) => one.areas.filter((area) => isOf(area, key)));
      return areas.length > 0 ? [{ ...key, ...summarise(areas) }] : [];
    }),
  };
}

export const isOf = (area: ProtocolKey, key: ProtocolKey): boolean =>
  area.formula === key.formula &&
  area.normalisation === key.normalisation &&
  area.smoothing === key.smoothing;

function summarise(areas: readonly Area[]): Omit<Measured, keyof ProtocolKey> {
  const mean = (of: (area: Area) => number) =>
    areas.reduce((sum, area) => sum + of(area), 0) / areas.length;
  const auc = mean((area) => area.auc);
  const variance = areas.reduce((sum, area) => sum + (area.auc - auc) ** 2, 0) / (areas.length - 1);
  const macro = mean(({ macroAuc = Number.NaN }) => macroAuc);
  return {
    auc,
    ...(areas.length > 1 ? { spread: Math.sqrt(variance) } : {}),
    low: mean(({ aucLow }) => aucLow),
    high: mean(({ aucHigh }) => aucHigh),
    ...(Number.isNaN(macro) ? {} : { macroAuc: macro }),
    seeds: areas.length,
  };
}
