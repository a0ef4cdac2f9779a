import type { Report } from "../build-report.ts";
import type { Figure } from "../figures/figure.ts";
import { benchmarkTitles } from "../published.ts";
import { escape } from "./html.ts";
import { renderFigures } from "./render-figures.ts";
import { renderContradictions } from "./render-contradictions.ts";
import { renderProtocols } from "./render-protocols.ts";
import { renderLocalisation } from "./render-localisation.ts";
import { renderRobustness } from "./render-robustness.ts";
import { renderRuns } from "./render-runs.ts";
import { renderSummary } from "./render-summary.ts";
import { renderTable } from "./render-table.ts";
import { style } from "./style.ts";

/** One file that needs nothing beside it: no script, no font, no picture from elsewhere. */
export function renderReport(report: Report, figures: readonly Figure[]): string {
  const name = report.benchmark ? benchmarkTitles[report.benchmark] : report.folder;
  const tables = report.tables.filter(({ rows }) => rows.some(({ runs }) => runs.length > 0));
  const parts = [
    renderSummary(report),
    ...tables.map(renderTable),
    renderContradictions(report),
    renderLocalisation(report),
    renderRobustness(report),
    renderFigures(figures),
    renderProtocols(),
    renderRuns(report),
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(name)}: the paper's experiments</title>
<style>${style}</style>
</head>
<body>
<main>
<header>
<h1>${escape(name)}: the paper's experiments</h1>
<p>Hu and Zhu, <cite>Pedestrian Spatio-Temporal Information Fusion For Video Anomaly Detection</cite>
(arXiv 2211.10052), trained and measured here.</p>
<p><code>${escape(report.command)}</code></p>
</header>
${parts.join("\n")}
</main>
</body>
</html>
`;
}
