import type { Report } from "../build-report.ts";
import type { Contradiction } from "../contradictions.ts";
import { benchmarkTitles } from "../published.ts";
import { escape, percent } from "./html.ts";
import { describeProtocol } from "./render-table.ts";

/** Where the order of two rows is not the paper's. */
export function renderContradictions({ contradictions }: Report): string {
  const certain = contradictions.filter((one) => one.certain);
  const open = contradictions.filter((one) => !one.certain);
  return `<section id="contradictions">
<h2>Where this contradicts the paper</h2>
${
  certain.length > 0
    ? `<ul>${certain.map(renderOne).join("")}</ul>`
    : "<p>No two measured rows are in another order than in print with intervals that share no value.</p>"
}
${
  open.length > 0
    ? `<details><summary>${open.length} more pairs are in another order, within their intervals</summary><ul>${open.map(renderOne).join("")}</ul></details>`
    : ""
}</section>`;
}

function renderOne({ table, protocol, publishedOn, expected, found }: Contradiction): string {
  const side = ({ row, auc, low, high, published }: Contradiction["found"]) =>
    `<strong>${escape(row)}</strong> ${percent(auc)} (${percent(low)}–${percent(high)}; in print ${published.toFixed(1)})`;
  const place = escape(`${table}; ${describeProtocol(protocol).join(", ")}`);
  return `<li>${side(found)} is ahead of ${side(expected)}. <span class=soft>${place}; printed for ${escape(benchmarkTitles[publishedOn])}.</span></li>`;
}
