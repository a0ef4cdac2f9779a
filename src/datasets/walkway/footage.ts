import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encode } from "../../video/encode.ts";
import type { Scene } from "./scene.ts";
import { Walkway, walkwayPicture } from "./walkway.ts";

/** Four minutes in which nothing happens, to learn from. */
const training: readonly Scene[] = [1, 2, 3, 4].map((seed) => ({ seed, seconds: 60 }));

const testing: readonly Scene[] = [
  {
    seed: 101,
    seconds: 45,
    anomalies: [
      { kind: "CYCLIST", at: 8 },
      { kind: "RUNNER", at: 20 },
      { kind: "THROWER", at: 33 },
    ],
  },
  {
    seed: 102,
    seconds: 40,
    anomalies: [
      { kind: "RUNNER", at: 7 },
      { kind: "THROWER", at: 18 },
      { kind: "CYCLIST", at: 29 },
    ],
  },
];

/** Renders the synthetic data set in the layout of a folder of one's own, with its ground truth. */
export async function writeWalkway(
  folder: string,
  options: { signal?: AbortSignal; onFrames?: (done: number, total: number) => void } = {},
): Promise<void> {
  const clips = [
    ...training.map((scene, index) => ({ scene, split: "training", name: `walkway-${index + 1}` })),
    ...testing.map((scene, index) => ({ scene, split: "testing", name: `walkway-${index + 1}` })),
  ].map((clip) => ({ ...clip, walkway: new Walkway(clip.scene) }));
  const total = clips.reduce((sum, { walkway }) => sum + walkway.frameCount, 0);
  let done = 0;

  function* frames(walkway: Walkway): Generator<Uint8Array> {
    for (let index = 0; index < walkway.frameCount; index++) {
      yield walkway.frame(index);
      options.onFrames?.(++done, total);
    }
  }
  const labels: Record<string, { from: number; to: number }[]> = {};
  for (const { split, name, walkway } of clips) {
    await mkdir(join(folder, split), { recursive: true });
    const { signal } = options;
    const encoding = { ...walkwayPicture, ...(signal === undefined ? {} : { signal }) };
    await encode(join(folder, split, `${name}.mp4`), frames(walkway), encoding);
    if (split === "testing") labels[name] = walkway.anomalies();
  }
  await writeFile(join(folder, "labels.json"), JSON.stringify(labels, null, 2));
}
