import type { Report } from "../build-report.ts";
import { degradations } from "../degrade.ts";
import { methodName } from "../figures/collect-figures.ts";
import { escape, percent } from "./html.ts";

/** AUC against footage that was made worse, and what each model loses. */
export function renderRobustness({ robustness }: Report): string {
  if (robustness.length === 0) return "";
  const rows = robustness.flatMap(({ condition, model, points }) => {
    const clean = points.find(({ level }) => level === 0);
    return points
      .filter(({ level }) => level > 0)
      .map(
        ({ level, auc, low, high, causalAuc, falseAlarms }) =>
          `<tr><th scope=row>${degradations[condition].title} ${level}</th><td class=text>${escape(methodName(model))}</td>` +
          `<td>${percent(auc)}<small class=soft>${percent(low)}–${percent(high)}</small></td>` +
          `<td>${clean ? percent(clean.auc - auc) : ""}</td><td>${percent(causalAuc)}</td>` +
          `<td>${percent(falseAlarms)}</td></tr>`,
      );
  });
  const units = Object.values(degradations).map(({ title, unit }) => `${title}: ${unit}`);
  return `<section id="robustness-table"><h2>Robustness</h2>
<p class="soft">Only the test clips are made worse; the models trained on clean ones, with the same time. ${escape(units.join("; "))}.
LOCAL, PER_CLIP, unsmoothed, unless it says CAUSAL.</p>
<div class="scroll"><table><thead><tr><th scope=col>Condition</th><th scope=col class=text>model</th><th scope=col>AUC</th>
<th scope=col>lost against clean</th><th scope=col>CAUSAL AUC</th><th scope=col>normal frames from 0.5, CAUSAL</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div></section>`;
}
