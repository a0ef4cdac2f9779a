import type { FrameSource } from "../../engine/frame-source.ts";
import type { Model } from "../../engine/model.ts";
import { ClipScorer } from "../../engine/score-clip.ts";
import { startProgress } from "../terminal/progress.ts";
import type { Result } from "./results.ts";
import type { StudyFolder } from "./study-folder.ts";

/** Stores the terms of every clip that has none yet; a clip is the unit that a killed run loses. */
export async function scoreTestClips(
  id: string,
  model: Model,
  clips: readonly FrameSource[],
  { study, signal }: { study: StudyFolder; signal: AbortSignal },
): Promise<Result["scoring"]> {
  const progress = startProgress(`Scoring ${id}`, clips.length);
  let frames = 0;
  let milliseconds = 0;
  const scorer = new ClipScorer(model);
  try {
    for (const [done, clip] of clips.entries()) {
      progress.update(done, clip.name);
      if (await study.readTerms(id, clip.name)) continue;
      const started = performance.now();
      const terms = await scorer.score(clip, { signal });
      milliseconds += performance.now() - started;
      frames += terms.frames.length;
      await study.writeTerms(id, clip.name, terms);
    }
  } finally {
    scorer.dispose();
    progress.stop();
  }
  const seconds = milliseconds / 1000;
  return { frames, seconds, framesPerSecond: frames > 0 ? frames / seconds : null };
}
