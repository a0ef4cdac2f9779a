import { readDataset, type FoundClip, type LayoutName } from "../../datasets/read-dataset.ts";

import { say } from "../terminal/print.ts";
import { startProgress } from "../terminal/progress.ts";

export interface Found {
  layout: LayoutName;
  clips: FoundClip[];
}

/** A data set's clips, each decoded once to count its frames; says what was found. */
export async function readFolder(
  folder: string,
  { layout, signal }: { layout?: LayoutName | undefined; signal?: AbortSignal | undefined } = {},
): Promise<Found> {
  const progress = startProgress("Reading", 1);
  try {
    const onClip = (clip: FoundClip, done: number, total: number): void =>
      progress.update(done / total, clip.name);
    const found = await readDataset(folder, { layout, signal, onClip });
    progress.stop();
    say(`${folder}: layout ${found.layout}, ${describe(found.clips)}.`);
    return found;
  } finally {
    progress.stop();
  }
}

function describe(clips: readonly FoundClip[]): string {
  return (["TRAIN", "TEST"] as const)
    .map((split) => {
      const { count, frames, labelled } = countClips(clips.filter((clip) => clip.split === split));
      const labels = split === "TEST" ? `, ${labelled} of them labelled` : "";
      return `${split.toLowerCase()} ${count} clips (${frames} frames${labels})`;
    })
    .join(", ");
}

export function countClips(clips: readonly FoundClip[]) {
  const sum = (of: (clip: FoundClip) => number): number =>
    clips.reduce((total, clip) => total + of(clip), 0);
  return {
    count: clips.length,
    frames: sum((clip) => clip.frameCount),
    /** Frames of the clips that come with labels. */
    labelled: sum((clip) => (clip.labels ? clip.frameCount : 0)),
    anomalous: sum((clip) => labelsOf(clip).filter(Boolean).length),
  };
}

/** Whether each frame of the clip is anomalous. */
export function labelsOf({
  frameCount,
  labels = [],
}: Pick<FoundClip, "frameCount" | "labels">): boolean[] {
  const perFrame = new Array<boolean>(frameCount).fill(false);
  for (const { from, to } of labels) perFrame.fill(true, from, to + 1);
  return perFrame;
}
