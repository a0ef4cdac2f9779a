import type { Report } from "../build-report.ts";
import { count, duration, escape, percent } from "./html.ts";
import { describeProtocol } from "./render-table.ts";

/** Every finished run with its settings and its areas by every protocol. */
export function renderRuns({ runs }: Report): string {
  return `<section id="runs"><h2>Runs</h2>
<p class="soft">Steps, time and settings of each, and its areas by every protocol.</p>
${runs.map(renderRun).join("\n")}</section>`;
}

function renderRun(run: Report["runs"][number]): string {
  const facts =
    run.kind === "training"
      ? `seed ${run.options.seed}, ${count(run.steps)} steps of ${run.options.batchSize} in ${duration(run.seconds)} ` +
        `(${duration(run.processorSeconds)} of processor time), ${run.samplesPerSecond.toFixed(1)} samples/s, ` +
        `${run.scoring.framesPerSecond === null ? "" : `${run.scoring.framesPerSecond.toFixed(1)} frames scored/s, `}` +
        `${count(run.parameters)} parameters`
      : `${run.model} under ${run.condition.name} ${run.condition.level}`;
  const settings =
    run.kind === "training"
      ? `<p><code>${escape(JSON.stringify({ ...run.settings, ...run.options }))}</code></p><p><small>Weights ${run.model}</small></p>`
      : "";
  const rows = run.areas.map(
    ({ auc, aucLow, aucHigh, macroAuc, averagePrecision, equalErrorRate, streams, ...key }) =>
      `<tr><th scope=row>${describeProtocol(key).join(", ")}</th><td>${streams}</td><td>${percent(auc)}</td>` +
      `<td>${percent(aucLow)}–${percent(aucHigh)}</td><td>${macroAuc === undefined ? "–" : percent(macroAuc)}</td>` +
      `<td>${percent(averagePrecision)}</td><td>${percent(equalErrorRate)}</td></tr>`,
  );
  return `<details><summary><strong>${escape(run.id)}</strong> <span class=soft>${escape(facts)}</span></summary>
${settings}<div class="scroll"><table><thead><tr><th scope=col>Protocol</th><th scope=col>streams</th><th scope=col>AUC</th>
<th scope=col>95 % interval</th><th scope=col>macro AUC</th><th scope=col>AP</th><th scope=col>EER</th></tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div></details>`;
}
