import type { FrameSource } from "../../engine/frame-source.ts";
import type { Model } from "../../engine/model.ts";
import { ClipScorer } from "../../engine/score-clip.ts";
import type { ClipTerms } from "../../engine/terms.ts";
import { startProgress } from "../terminal/progress.ts";

/** The terms of each clip's frames, with a progress bar over all of them. */
export async function scoreClips(
  model: Model,
  clips: readonly FrameSource[],
  signal: AbortSignal,
): Promise<ClipTerms[]> {
  const frames = clips.reduce((sum, clip) => sum + clip.frameCount, 0);
  const progress = startProgress("Scoring", frames);
  const terms: ClipTerms[] = [];
  let before = 0;
  const scorer = new ClipScorer(model);
  try {
    for (const clip of clips) {
      const onFrames = (done: number): void => progress.update(before + done, clip.name);
      terms.push(await scorer.score(clip, { signal, onFrames }));
      before += clip.frameCount;
    }
    return terms;
  } finally {
    scorer.dispose();
    progress.stop();
  }
}
