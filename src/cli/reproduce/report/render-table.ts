import { columns, type Measured, type ProtocolKey, type Row, type Table } from "../measure-rows.ts";
import { benchmarkTitles } from "../published.ts";
import { escape, percent } from "./html.ts";

export function renderTable(table: Table): string {
  const printed = table.rows.some(({ published }) => published !== undefined);
  const heading = [
    "<th scope=col>Row</th>",
    ...(printed
      ? [`<th scope=col>published on<br>${escape(benchmarkTitles[table.publishedOn])}</th>`]
      : []),
    ...columns.map((key) => `<th scope=col>${describeProtocol(key).join("<br>")}</th>`),
    "<th scope=col>seeds</th>",
  ];
  return `<section id="${table.id}">
<h2>${escape(table.title)}</h2>
<p class="soft">${escape(table.note)} Frame AUC in per cent with its 95 % interval.</p>
<div class="scroll"><table>
<thead><tr>${heading.join("")}</tr></thead>
<tbody>
${table.rows.map((row) => renderRow(row, printed)).join("\n")}
</tbody></table></div></section>`;
}

function renderRow(row: Row, printed: boolean): string {
  const ours = row.runs.some((run) => run.startsWith("dual-") || run === "short-dual");
  const cells = [
    `<th scope=row>${escape(row.name)}</th>`,
    ...(printed ? [`<td>${escape(row.published ?? "–")}</td>`] : []),
    ...(row.measured.length > 0
      ? row.measured.map(renderMeasured)
      : [
          `<td class=none colspan=${columns.length}>${row.planned > 0 ? "not run" : "published only"}</td>`,
        ]),
    `<td>${row.planned === 0 ? "" : `${row.runs.length}${row.runs.length < row.planned ? ` of ${row.planned}` : ""}`}</td>`,
  ];
  return `<tr${ours ? " class=ours" : ""}>${cells.join("")}</tr>`;
}

function renderMeasured({ auc, spread, low, high }: Measured): string {
  const deviation = spread === undefined ? "" : ` ± ${percent(spread)}`;
  return `<td>${percent(auc)}${deviation}<small class=soft>${percent(low)}–${percent(high)}</small></td>`;
}

/** The formula, the scaling, the smoothing. */
export function describeProtocol({ formula, normalisation, smoothing }: ProtocolKey): string[] {
  return [formula, normalisation, smoothing === 0 ? "unsmoothed" : `smoothed, σ ${smoothing}`];
}
