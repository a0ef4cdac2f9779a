import type { StreamMode } from "../../engine/settings.ts";
import { ablations, aloneId, lossGrid, mainId, shortId } from "./experiments.ts";
import type { PublishedRow } from "./published.ts";

export interface RowPlan {
  name: string;
  published?: PublishedRow;
  /** The experiments it is the mean of; none for a method that is published only. */
  runs: readonly string[];
  /** Scored by one stream's terms of a dual model; the model's own streams when absent. */
  streams?: StreamMode;
  /** Only rows of one group had the same time to train, and are compared. */
  group?: string;
}

export interface TablePlan {
  id: "table1" | "table2" | "table3" | "table4";
  title: string;
  note: string;
  rows: readonly RowPlan[];
}

const everySeed = (seeds: number) => Array.from({ length: seeds }, (_, seed) => mainId(seed));
const only = (name: string, row: PublishedRow): RowPlan => ({ name, published: row, runs: [] });

/** The paper's tables, row by row in its order. */
export function planTables(seeds: number): TablePlan[] {
  const ours = everySeed(seeds);
  return [
    {
      id: "table1",
      title: "Table I — methods",
      note:
        "Measured rows were trained here, from nothing, on the same clips; published ones are as printed, " +
        "in brackets what others got when they ran them again. The baselines are settings of our network, on " +
        "the spatial stream: Conv-AE and Mem-AE give back the last of four stacked frames through the " +
        "bottleneck alone, Mem-AE by its memory's read; Frame-Pred predicts the next frame, without an adversary. " +
        "Vigil's LITE is the dual stream with the shift alone, its frames steadied.",
      rows: [
        { name: "Conv-AE", published: "conv-ae", runs: ["conv-ae"] },
        { name: "Mem-AE", published: "mem-ae", runs: ["mem-ae"] },
        only("Pred&Recon", "pred-recon"),
        { name: "Frame-Pred", published: "frame-pred", runs: ["frame-pred"] },
        only("DDGAN", "ddgan"),
        only("AnoPCN", "anopcn"),
        only("ROADMAP", "roadmap"),
        only("MNAD", "mnad"),
        only("STEAL-Net", "steal-net"),
        only("HF2-VAD", "hf2-vad"),
        { name: "Dual stream (ours)", published: "dual", runs: ours },
        { name: "Vigil's LITE", runs: ["lite"] },
      ],
    },
    {
      id: "table2",
      title: "Table II — weights of the losses",
      note:
        "α = β weigh the discretisation loss, γi and γx the spatial and the temporal stream. Here the streams " +
        "share no weights, and Adam's steps do not depend on a loss's scale, so γ should change nothing: " +
        "what rows of one α differ by is rounding, and how many steps each had time for.",
      rows: lossGrid.map(({ id, weights }) => ({
        name: `α ${weights.discretisationWeight}, γi ${weights.spatialWeight}, γx ${weights.temporalWeight}`,
        published: id,
        runs: [id],
      })),
    },
    {
      id: "table3",
      title: "Table III — ablation",
      note: "Each row adds a part to the one above it; all had the same time to train.",
      rows: [
        ...ablations.map(({ id }, index) => ({
          name: ["Baseline", "+ RTSM", "+ RCAM", "+ memory"][index] ?? id,
          published: id,
          runs: [id],
        })),
        { name: "+ Ls (the full model)", published: "ablation-ls", runs: [shortId] },
      ],
    },
    {
      id: "table4",
      title: "Table IV — streams",
      note:
        "“Of the dual model” scores by one stream's terms alone; “alone” is a model that was trained with one " +
        "stream, in the time that the tables' full model had.",
      rows: [
        {
          name: "Spatial, of the dual model",
          published: "spatial",
          runs: ours,
          streams: "SPATIAL",
        },
        {
          name: "Temporal, of the dual model",
          published: "temporal",
          runs: ours,
          streams: "TEMPORAL",
        },
        { name: "Dual", published: "dual", runs: ours },
        { name: "Spatial alone", published: "spatial", runs: [aloneId.SPATIAL], group: "alone" },
        { name: "Temporal alone", published: "temporal", runs: [aloneId.TEMPORAL], group: "alone" },
        { name: "Dual, in the same time", published: "dual", runs: [shortId], group: "alone" },
      ],
    },
  ];
}
