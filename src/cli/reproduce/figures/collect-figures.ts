import { clipScores } from "../../../engine/evaluation.ts";
import type { LabelledTerms, Protocol } from "../../../engine/evaluation.ts";
import { mainId } from "../experiments.ts";
import { columns, isOf, type ProtocolKey } from "../measure-rows.ts";
import type { Report } from "../build-report.ts";
import { mapsFigure, type FrameMaps } from "./maps-figure.ts";
import { robustnessFigure } from "./robustness-figure.ts";
import { rocFigure, type RocLine } from "./roc-figure.ts";
import { scoresFigure, type ScoredClip } from "./scores-figure.ts";
import type { Figure } from "./figure.ts";

/** What figures need beside the report: the first main run's terms and maps. */
export interface FigureSources {
  names: readonly string[];
  terms: readonly LabelledTerms[];
  maps: readonly FrameMaps[];
}

const [byPaper, perClip, , , causal] = columns;
const clipsShown = 4;

/** The figures that can be drawn so far, in the paper's order. */
export function collectFigures(report: Report, sources: FigureSources | undefined): Figure[] {
  const main = report.runs.find(({ id }) => id === mainId(0));
  if (main?.kind !== "training" || !sources) return [];
  const { settings, calibration } = main;
  const both = sources.terms.flatMap((clip, index) => {
    const scored = clip.labels.slice(clip.terms.firstFrame);
    return scored.includes(true) && scored.includes(false) ? [index] : [];
  });
  const shown = (both.length > 0 ? both : sources.terms.map((_, index) => index)).slice(0, clipsShown); // prettier-ignore

  const scoresBy = (key: ProtocolKey | undefined): number[][] => {
    const protocol: Protocol = { streams: settings.streams, normalisation: "PER_CLIP", smoothing: 0, ...key }; // prettier-ignore
    return clipScores(sources.terms, protocol, calibration);
  };
  const scores = [scoresBy(perClip), scoresBy(causal)];
  const clips = shown.map((index): ScoredClip => {
    const clip = sources.terms[index];
    return {
      name: sources.names[index] ?? "",
      firstFrame: clip?.terms.firstFrame ?? 0,
      labels: clip?.labels ?? [],
      scores: scores.map((all) => all[index] ?? []),
    };
  });
  return [
    scoresFigure(["LOCAL, PER_CLIP", "LOCAL, CAUSAL"], clips),
    ...(sources.maps.length > 0 ? [mapsFigure(sources.maps)] : []),
    rocFigure(rocLines(report)),
    ...(report.robustness.length > 0
      ? [robustnessFigure(report.robustness, (model) => methodName(model))]
      : []),
  ];
}

function rocLines({ runs }: Report): RocLine[] {
  const lineOf = (id: string, key: ProtocolKey | undefined, name: string): RocLine[] => {
    const area = runs.find((run) => run.id === id)?.areas.find((one) => key && isOf(one, key));
    return area ? [{ name: `${name} (${(100 * area.auc).toFixed(1)})`, roc: area.roc }] : [];
  };
  return [
    ...lineOf(mainId(0), perClip, "Ours, LOCAL, PER_CLIP"),
    ...lineOf(mainId(0), byPaper, "Ours, PAPER, PER_CLIP"),
    ...lineOf(mainId(0), causal, "Ours, LOCAL, CAUSAL"),
    ...["lite", "frame-pred", "mem-ae", "conv-ae"].flatMap((id) =>
      lineOf(id, perClip, `${methodName(id)}, PER_CLIP`),
    ),
  ];
}

const methodNames: Record<string, string> = {
  "conv-ae": "Conv-AE",
  "mem-ae": "Mem-AE",
  "frame-pred": "Frame-Pred",
  lite: "Vigil's LITE",
};

export const methodName = (id: string): string => methodNames[id] ?? "Dual stream";
