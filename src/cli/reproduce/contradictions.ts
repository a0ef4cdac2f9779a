import { columns, type ProtocolKey, type Row, type Table } from "./measure-rows.ts";
import { publishedFigure, type Benchmark } from "./published.ts";
import type { RowPlan, TablePlan } from "./tables.ts";

/** Two rows whose order is the other way round here than in print. */
export interface Contradiction {
  table: string;
  protocol: ProtocolKey;
  /** Where the published figures were measured. */
  publishedOn: Benchmark;
  /** Better in print, worse here. */
  expected: Side;
  found: Side;
  /** Whether the two intervals share no value, so that the choice of test clips does not explain it. */
  certain: boolean;
}

interface Side {
  row: string;
  published: number;
  auc: number;
  low: number;
  high: number;
}

/** The paper's own protocol, and the same with our formula: scaled per clip, not smoothed. */
const compared = columns.filter(
  ({ normalisation, smoothing }) => normalisation === "PER_CLIP" && smoothing === 0,
);

/** Compares all pairs of rows: by what is published on the benchmark, else by the paper's Avenue column. */
export function findContradictions(
  tables: readonly Table[],
  plans: readonly TablePlan[],
  benchmark: Benchmark | undefined,
): Contradiction[] {
  const orders = [...new Set<Benchmark>([benchmark ?? "avenue", "avenue"])];
  return tables.flatMap((table) => {
    const planned = plans.find(({ id }) => id === table.id)?.rows ?? [];
    const rows = table.rows.flatMap((row) => {
      const plan = planned.find(({ name }) => name === row.name);
      return plan ? [{ row, plan }] : [];
    });
    const pairs = rows.flatMap((first, at) =>
      rows
        .slice(at + 1)
        .filter((second) => second.plan.group === first.plan.group)
        .map((second) => [first, second] as const),
    );
    return pairs.flatMap(([first, second]) =>
      compared.flatMap((protocol) => {
        for (const publishedOn of orders) {
          const [a, b] = [
            sideOf(first, protocol, publishedOn),
            sideOf(second, protocol, publishedOn),
          ];
          if (!a || !b) continue;
          const [expected, found] = a.published > b.published ? [a, b] : [b, a];
          if (a.published === b.published || expected.auc >= found.auc) return [];
          // Of a single clip there is no interval.
          const certain = expected.high < found.low && found.low < found.high;
          return [{ table: table.title, protocol, publishedOn, expected, found, certain }];
        }
        return [];
      }),
    );
  });
}

function sideOf(
  { row, plan }: { row: Row; plan: RowPlan },
  protocol: ProtocolKey,
  benchmark: Benchmark,
): Side | undefined {
  const figure = plan.published && publishedFigure(plan.published, benchmark);
  const measured = row.measured[columns.indexOf(protocol)];
  if (!measured || figure === undefined) return undefined;
  const { auc, low, high } = measured;
  return { row: row.name, published: Number.parseFloat(figure), auc, low, high };
}
