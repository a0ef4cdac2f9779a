import { arch, cpus, platform, totalmem } from "node:os";
import { z } from "zod";
import type { FoundClip } from "../../datasets/read-dataset.ts";
import type { LabelledTerms } from "../../engine/evaluation.ts";
import type { Localisation } from "../../engine/localisation.ts";
import type { StreamMode } from "../../engine/settings.ts";
import { countClips, labelsOf } from "../local/read-folder.ts";
import { findContradictions, type Contradiction } from "./contradictions.ts";
import { evaluateRun, type Area } from "./evaluate-run.ts";
import { mainId, type Experiment } from "./experiments.ts";
import type { FigureSources } from "./figures/collect-figures.ts";
import { frameMaps } from "./figures/maps-figure.ts";
import { measureTable, type Table } from "./measure-rows.ts";
import type { Benchmark } from "./published.ts";
import type { Result } from "./results.ts";
import { robustnessCurves, type RobustnessCurve } from "./robustness-rows.ts";
import type { StudyFolder } from "./study-folder.ts";
import { planTables } from "./tables.ts";

export interface Facts {
  command: string;
  folder: string;
  layout: string;
  benchmark: Benchmark | undefined;
  clips: readonly FoundClip[];
  minutes: number;
  seeds: number;
}

export interface Report {
  command: string;
  folder: string;
  layout: string;
  benchmark: Benchmark | null;
  writtenAt: string;
  machine: { processor: string; cores: number; memoryGiB: number; system: string; node: string };
  budget: { minutes: number; spentSeconds: number };
  footage: Record<"training" | "test", ReturnType<typeof countClips>>;
  seeds: number;
  tables: Table[];
  runs: (Result & { areas: Area[] })[];
  contradictions: Contradiction[];
  robustness: RobustnessCurve[];
  /** Of the first main run, where the data set has masks. */
  localisation: Localisation | null;
  /** Experiments that are not finished. */
  missing: string[];
}

/** Everything that is known so far, from the stored terms of what is finished. */
export class ReportBuilder {
  /** Resampling is slow, and a finished run's terms do not change. */
  private readonly areas = new Map<string, Area[]>();

  constructor(
    private readonly study: StudyFolder,
    private readonly facts: Facts,
    private readonly experiments: readonly Experiment[],
  ) {}

  async build(): Promise<Report> {
    const { clips, seeds, benchmark, minutes, ...facts } = this.facts;
    const results = await this.study.results();
    for (const result of results) await this.evaluate(result, results);
    const plans = planTables(seeds);
    const tables = plans.map((plan) =>
      measureTable(plan, (run, streams) => this.areas.get(key(run, streams)), benchmark),
    );
    const finished = new Set(results.map(({ id }) => id));
    const [processor] = cpus();
    const runs = results.map((result) => ({
      ...result,
      areas: this.areas.get(key(result.id)) ?? [],
    }));
    return {
      ...facts,
      benchmark: benchmark ?? null,
      writtenAt: new Date().toISOString(),
      machine: {
        processor: processor?.model ?? "unknown",
        cores: cpus().length,
        memoryGiB: Math.round(totalmem() / 2 ** 30),
        system: `${platform()} ${arch()}`,
        node: process.version,
      },
      budget: {
        minutes,
        spentSeconds: results.reduce((sum, { spentSeconds }) => sum + spentSeconds, 0),
      },
      footage: {
        training: countClips(clips.filter(({ split }) => split === "TRAIN")),
        test: countClips(this.tests),
      },
      seeds,
      tables,
      runs,
      contradictions: findContradictions(tables, plans, benchmark),
      robustness: robustnessCurves(runs),
      localisation:
        ((await this.study.readNote(mainId(0), "localisation.json")) as Localisation | undefined) ??
        null,
      missing: this.experiments.filter(({ id }) => !finished.has(id)).map(({ id }) => id),
    };
  }

  /** The run by its own streams and, where it has two, by each of them. */
  private async evaluate(result: Result, all: readonly Result[]): Promise<void> {
    if (this.areas.has(key(result.id))) return;
    const owner = result.kind === "training" ? result : all.find(({ id }) => id === result.model);
    if (owner?.kind !== "training") return;
    const terms = await this.labelledTerms(result.id);
    const own = owner.settings.streams;
    const modes: (StreamMode | undefined)[] =
      own === "DUAL" && result.section === "main"
        ? [undefined, "SPATIAL", "TEMPORAL"]
        : [undefined];
    for (const mode of modes) {
      const areas = evaluateRun(terms, owner.calibration, mode ?? own);
      this.areas.set(key(result.id, mode), areas);
    }
  }

  /** Undefined before the first main run is finished. */
  async figureSources(): Promise<FigureSources | undefined> {
    const id = mainId(0);
    if (!(await this.study.result(id))) return undefined;
    const maps = z.array(frameMaps).safeParse(await this.study.readNote(id, "maps.json"));
    return {
      names: this.tests.map(({ name }) => name),
      terms: await this.labelledTerms(id),
      maps: maps.data ?? [],
    };
  }

  /** The labelled test clips, which are scored. */
  private get tests(): FoundClip[] {
    return this.facts.clips.filter(({ split, labels }) => split === "TEST" && labels);
  }

  async labelledTerms(run: string): Promise<LabelledTerms[]> {
    return Promise.all(
      this.tests.map(async (clip) => {
        const terms = await this.study.readTerms(run, clip.name);
        if (!terms) throw new Error(`The terms of ${clip.name} by ${run} are missing.`);
        return { terms, labels: labelsOf(clip) };
      }),
    );
  }
}

const key = (run: string, streams?: StreamMode): string => `${run} ${streams ?? ""}`;
