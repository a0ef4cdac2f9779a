/** The data sets whose published figures the report can set beside ours. */
export type Benchmark = "ped2" | "avenue" | "shanghaitech";

export const benchmarkTitles: Record<Benchmark, string> = {
  ped2: "UCSD Ped2",
  avenue: "CUHK Avenue",
  shanghaitech: "ShanghaiTech Campus",
};

type Figures = Partial<Record<Benchmark, string>>;

/** Frame AUC in per cent, as printed; in brackets what others got when they ran it again. */
export const published = {
  "conv-ae": { avenue: "80.0", shanghaitech: "60.9" },
  "mem-ae": { ped2: "94.1 (90–94)", avenue: "83.3", shanghaitech: "71.2" },
  "pred-recon": { avenue: "83.7", shanghaitech: "71.5" },
  "frame-pred": { ped2: "95.4 (93.9)", avenue: "85.1", shanghaitech: "72.8" },
  ddgan: { avenue: "85.6", shanghaitech: "73.7" },
  anopcn: { avenue: "86.2", shanghaitech: "73.6" },
  roadmap: { avenue: "88.3", shanghaitech: "76.6" },
  mnad: { ped2: "97.0 (93.7–96.3)" },
  "steal-net": { ped2: "98.4" },
  "hf2-vad": { ped2: "99.3 (97)" },
  dual: { avenue: "88.5", shanghaitech: "77.2" },
  spatial: { avenue: "86.2", shanghaitech: "73.5" },
  temporal: { avenue: "88.3", shanghaitech: "75.7" },
  "ablation-baseline": { avenue: "78.4" },
  "ablation-rtsm": { avenue: "80.7" },
  "ablation-rcam": { avenue: "83.2" },
  "ablation-memory": { avenue: "88.2" },
  "ablation-ls": { avenue: "88.5" },
  "loss-0.2-0.4-0.6": { avenue: "87.0" },
  "loss-0.2-0.6-0.4": { avenue: "87.1" },
  "loss-0.2-0.5-0.5": { avenue: "88.0" },
  "loss-0.1-0.4-0.6": { avenue: "87.4" },
  "loss-0.1-0.6-0.4": { avenue: "87.5" },
  "loss-0.1-0.5-0.5": { avenue: "88.5" },
} as const satisfies Record<string, Figures>;

export type PublishedRow = keyof typeof published;

export function publishedFigure(row: PublishedRow, benchmark: Benchmark): string | undefined {
  const figures: Figures = published[row];
  return figures[benchmark];
}

/** Tells the benchmark from the name that was asked for, else from how its folder is laid out. */
export function benchmarkOf(asked: string, layout: string): Benchmark | undefined {
  const name = asked.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (name.includes("ped2")) return "ped2";
  if (name.includes("avenue") || layout === "avenue") return "avenue";
  if (name.includes("shanghai") || layout === "shanghaitech") return "shanghaitech";
  return undefined;
}
