import type { Report } from "../build-report.ts";
import { count, duration, escape, percent } from "./html.ts";

/** The figures to see first, the machine, and what is missing. */
export function renderSummary(report: Report): string {
  const { footage, machine, budget, missing } = report;
  const main = report.tables.find(({ id }) => id === "table1")?.rows.at(-1)?.measured ?? [];
  const area = (formula: string, normalisation: string, smoothing: number) =>
    main.find((one) => one.formula === formula && one.normalisation === normalisation && one.smoothing === smoothing); // prettier-ignore
  const figures = [
    ["Frame AUC, per clip", area("LOCAL", "PER_CLIP", 0)],
    ["Smoothed", area("LOCAL", "PER_CLIP", 4)],
    ["Causal, as a camera", area("LOCAL", "CAUSAL", 0)],
    ["By the paper's formula", area("PAPER", "PER_CLIP", 0)],
  ] as const;
  const shown = figures.flatMap(([title, one]) => {
    if (!one) return [];
    const spread = one.spread === undefined ? "" : ` ± ${percent(one.spread)}`;
    return [fact(title, `${percent(one.auc)}${spread}`, `${percent(one.low)}–${percent(one.high)}`)]; // prettier-ignore
  });
  return `<dl class="facts">${[...shown, ...speeds(report)].join("")}</dl>
<p class="soft">Trained on ${count(footage.training.frames)} frames of ${clips(footage.training.count)}; tested on
${count(footage.test.frames)} frames of ${clips(footage.test.count)}, ${count(footage.test.anomalous)} of them anomalous.
${escape(machine.processor)}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${escape(machine.system)}, Node ${escape(machine.node)}.
${duration(budget.spentSeconds)} of training and scoring, of ${duration(60 * budget.minutes)}. Written ${report.writtenAt.slice(0, 16).replace("T", " ")} UTC.</p>
${missing.length > 0 ? `<details class="notice"><summary>Not everything is run yet: ${missing.length} experiments are missing. The same command, with more minutes, goes on with them.</summary><p>${escape(missing.join(", "))}</p></details>` : ""}`;
}

function speeds({ runs }: Report): string[] {
  const main = runs.flatMap((run) =>
    run.kind === "training" && run.section === "main" ? [run] : [],
  );
  if (main.length === 0) return [];
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const scored = main.flatMap(({ scoring }) => scoring.framesPerSecond ?? []);
  const trained = main.map(({ samplesPerSecond }) => samplesPerSecond);
  return [
    fact("Training", mean(trained).toFixed(1), "samples a second"),
    ...(scored.length > 0 ? [fact("Scoring", mean(scored).toFixed(1), "frames a second")] : []),
  ];
}

const clips = (number: number): string => (number === 1 ? "one clip" : `${count(number)} clips`);

const fact = (title: string, value: string, unit: string): string =>
  `<div><dt>${escape(title)}</dt><dd>${escape(value)}<small class=soft>${escape(unit)}</small></dd></div>`;
