import { resolveSettings, type ModelSettings, type Preset } from "../../src/engine/settings.ts";
import { compare, type Measured } from "./compare.ts";
import { judge, rate, type Figure } from "./figure.ts";
import { Side, type Work } from "./side.ts";

export interface Bench {
  /** Of the peer, where it is installed. */
  python?: string;
  gpu: boolean;
  rounds: number;
  seconds: number;
}

type Subject = (bench: Bench) => Promise<Figure[]>;

const gigabyte = 1e3; // in megabytes

/** Ours, and the peer's own kind of the same work where it is installed, in turns. */
async function beside(
  bench: Bench,
  work: Work,
  peer?: Pick<Work, "kind"> & Partial<Work>,
): Promise<Measured[]> {
  const sides = [await Side.ours(work)];
  if (bench.python && peer) sides.push(await Side.peer(bench.python, { ...work, ...peer }));
  return compare(sides, bench);
}

/** With all the network's parts. */
const ofWidth = (baseChannels: 8 | 16) =>
  resolveSettings("STANDARD", { width: 192, height: 128, baseChannels });

const training =
  (title: string, settings: ModelSettings, count: number): Subject =>
  async (bench) => {
    const sides = [
      await Side.ours({ kind: "train", settings, count }),
      ...(bench.python ? [await Side.peer(bench.python, { kind: "train", settings, count })] : []),
      await Side.ours({ kind: "convolutions", settings, count }),
    ];
    const measured = await compare(sides, bench);
    const [ours, peer] = measured.length === 3 ? measured : [measured[0]];
    const peak = measured.at(-1);
    if (!ours || !peak) throw new Error("Nothing was measured.");
    const name = `training ${title}, batch ${count}`;
    return [
      rate(name, "samples/s", peer ? [ours, peer] : [ours], { count }, { ratio: 1.2 }),
      judge({
        figure: `${name}: peak resident memory`,
        unit: "GB",
        ours: ours.megabytes / gigabyte,
        ...(peer && { peer: peer.megabytes / gigabyte }),
        ...(settings.baseChannels === 16 && count === 8 && { goal: { most: 3 } }),
      }),
      {
        figure: `${name}: convolutions alone`,
        unit: "GFLOP/s",
        ours: peak.gigaflops ?? NaN,
      },
      shareOfPeak(name, ours, peak),
    ];
  };

/** Of the fastest rounds. More than all of it says that the machine was busy, and nothing of us. */
function shareOfPeak(name: string, ours: Measured, peak: Measured): Figure {
  const share = (100 * peak.least) / ours.least;
  const figure = { figure: `${name}: share of that in a step`, unit: "%", ours: share };
  return share > 100 ? figure : judge({ ...figure, goal: { least: 60 } });
}

const streaming =
  (preset: Preset, count: number): Subject =>
  async (bench) => {
    const settings = resolveSettings(preset);
    const measured = await beside(bench, { kind: "stream", settings, count }, { kind: "window" });
    const [ours] = measured;
    if (!ours) throw new Error("Nothing was measured.");
    const name = `streaming ${preset}, ${count} camera${count === 1 ? "" : "s"}`;
    const figures = [rate(name, "frames/s", measured, { count }, { ratio: 3 })];
    if (count === 1) return figures;
    return [
      ...figures,
      {
        figure: `${name}: processor time`,
        unit: "ms/frame",
        ours: (1000 * ours.processor) / count,
      },
      ...(preset === "LITE" ? liteGoals(name, ours, count) : []),
    ];
  };

const liteGoals = (name: string, ours: Measured, count: number): Figure[] => [
  judge({
    figure: `${name}: two cores`,
    unit: "frames/s",
    ours: count / ours.median,
    goal: { least: 100 },
  }),
  judge({
    figure: `${name}: peak resident memory`,
    unit: "GB",
    ours: ours.megabytes / gigabyte,
    goal: { most: 1.5 },
  }),
];

/** PAPER at its 256×256, for each frame, against MNAD's network. */
const paper: Subject = async (bench) => {
  const settings = resolveSettings("PAPER");
  const mnad = { kind: "mnad", count: 1 } as const;
  const single = await beside(bench, { kind: "stream", settings, count: 1 }, mnad);
  const clip = await beside(bench, { kind: "clip", settings, count: 8 }, mnad);
  return [
    rate("PAPER 256×256, one camera, beside MNAD", "frames/s", single, { count: 1 }, goal(60)),
    rate(
      "PAPER 256×256, clip of 8, beside MNAD",
      "frames/s",
      clip,
      { count: 8, peerCount: 1 },
      goal(340),
    ),
  ];

  function goal(onGpu: number) {
    return bench.gpu ? { least: onGpu } : { ratio: 1.5 };
  }
};

const clip: Subject = async (bench) => {
  const work: Work = { kind: "clip", settings: resolveSettings("LITE"), count: 24 };
  const goal = bench.gpu ? { least: 1700 } : undefined;
  const measured = await beside(bench, work, { kind: "window" });
  return [rate("clip LITE, runs of 24 frames", "frames/s", measured, { count: 24 }, goal)];
};

/** In the order of the table. */
export const subjects: Record<string, Subject> = {
  "train-8-8": training("at width 8", ofWidth(8), 8),
  "train-8-4": training("at width 8", ofWidth(8), 4),
  "train-lite-4": training("LITE", resolveSettings("LITE"), 4),
  "train-16-8": training("at width 16", ofWidth(16), 8),
  "train-16-4": training("at width 16", ofWidth(16), 4),
  "stream-lite-1": streaming("LITE", 1),
  "stream-lite-10": streaming("LITE", 10),
  "stream-standard-1": streaming("STANDARD", 1),
  "stream-standard-10": streaming("STANDARD", 10),
  paper,
  clip,
};
