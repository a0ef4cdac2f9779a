import {
  resolveSettings,
  type ModelSettings,
  type TrainingOptions,
} from "../../engine/settings.ts";
import type { PublishedRow } from "./published.ts";
import type { Section } from "./sections.ts";
import { conditions, type Condition } from "./degrade.ts";

interface Common {
  /** Also the name of its folder. */
  id: string;
  section: Section;
}

/** Trains a model and scores the test clips with it. */
export interface TrainingExperiment extends Common {
  kind: "training";
  settings: ModelSettings;
  options: TrainingOptions;
  /** Its part of the time, relative to the others'. */
  weight: number;
}

/** Scores test clips that were made worse, with a model that another experiment trained. */
export interface RobustnessExperiment extends Common {
  kind: "robustness";
  model: string;
  condition: Condition;
}

export type Experiment = TrainingExperiment | RobustnessExperiment;

export interface Configuration {
  settings: ModelSettings;
  options: Omit<TrainingOptions, "seed" | "maxSeconds">;
  seeds: number;
}

/** Rows of Tables II to IV compare small differences of settings, so all of one table train equally short. */
const shortWeight = 0.15;

export const mainId = (seed: number): string => `dual-seed${seed}`;
/** The full model with the budget of the tables' rows, to compare them with. */
export const shortId = "short-dual";

const plain = {
  streams: "SPATIAL",
  temporalShift: false,
  channelAttention: false,
  discretisationLoss: false,
} as const;

/** Methods that the paper compares itself with, as settings of our network: its convolutions without its parts. */
export const baselines = [
  { id: "conv-ae", ...plain, target: "RECONSTRUCTION", skip: "NONE", memory: false },
  { id: "mem-ae", ...plain, target: "RECONSTRUCTION", skip: "NONE", memory: true },
  { id: "frame-pred", ...plain, target: "PREDICTION", skip: "CONCAT", memory: false },
] as const;
/** What LITE makes of the network: the shift alone, and frames that are steadied first. */
const { channelAttention, memory, discretisationLoss, steady } = resolveSettings("LITE");
const lite = { id: "lite", channelAttention, memory, discretisationLoss, steady } as const;
/** Those whose robustness is measured. */
const tested = [lite.id, mainId(0), "frame-pred"];
export const robustnessId = (model: string, { name, level }: Condition): string =>
  `robust-${model}-${name}-${level}`;

/** Table III, from the plain autoencoder to the row before the full model. */
export const ablations = [
  { id: "ablation-baseline", temporalShift: false, channelAttention: false, memory: false },
  { id: "ablation-rtsm", temporalShift: true, channelAttention: false, memory: false },
  { id: "ablation-rcam", temporalShift: true, channelAttention: true, memory: false },
  { id: "ablation-memory", temporalShift: true, channelAttention: true, memory: true },
] as const;

const weighed = (
  discretisationWeight: 0.1 | 0.2,
  spatialWeight: 0.4 | 0.5 | 0.6,
  temporalWeight: 0.4 | 0.5 | 0.6,
) => ({
  id: `loss-${discretisationWeight}-${spatialWeight}-${temporalWeight}` as PublishedRow,
  weights: { discretisationWeight, spatialWeight, temporalWeight },
});

/** Table II. */
export const lossGrid = [
  weighed(0.2, 0.4, 0.6),
  weighed(0.2, 0.6, 0.4),
  weighed(0.2, 0.5, 0.5),
  weighed(0.1, 0.4, 0.6),
  weighed(0.1, 0.6, 0.4),
  weighed(0.1, 0.5, 0.5),
];

export const aloneId = { SPATIAL: "alone-spatial", TEMPORAL: "alone-temporal" } as const;

/** Everything there is to run, in the order of its worth: a budget that ends early leaves out the last. */
export function listExperiments(configuration: Configuration): Experiment[] {
  const { settings, seeds } = configuration;
  const training = (
    id: string,
    section: Section,
    weight: number,
    own: ModelSettings = settings,
    options: Partial<TrainingOptions> = {},
  ): TrainingExperiment => ({
    kind: "training",
    id,
    section,
    weight,
    settings: own,
    options: { ...configuration.options, seed: 0, ...options },
  });

  const main = Array.from({ length: seeds }, (_, seed) =>
    training(mainId(seed), "main", 1, settings, { seed }),
  );
  return [
    ...main,
    ...[...baselines, lite].map(({ id, ...own }) =>
      training(id, "baselines", 1, { ...settings, ...own }),
    ),
    training(shortId, "table3", shortWeight),
    ...ablations.map(({ id, ...parts }) =>
      training(id, "table3", shortWeight, { ...settings, ...parts, discretisationLoss: false }),
    ),
    ...(["SPATIAL", "TEMPORAL"] as const).map((streams) =>
      training(aloneId[streams], "table4", shortWeight, { ...settings, streams }),
    ),
    ...lossGrid.map(({ id, weights }) => training(id, "table2", shortWeight, settings, weights)),
    ...conditions.flatMap((condition) =>
      tested.map((model): RobustnessExperiment => {
        const id = robustnessId(model, condition);
        return { kind: "robustness", id, section: "robustness", model, condition };
      }),
    ),
  ];
}

/** What `only` asks for, with the trainings that it rests on. */
export function chosen(all: readonly Experiment[], only?: readonly Section[]): Experiment[] {
  if (!only) return [...all];
  const asked = all.filter(({ section }) => only.includes(section));
  const needed = new Set(asked.flatMap((one) => (one.kind === "robustness" ? [one.model] : [])));
  if (only.includes("table4")) needed.add(mainId(0)).add(shortId);
  return all.filter((one) => asked.includes(one) || needed.has(one.id));
}
