import { calibrate, usualOf, type Calibration, type Usual } from "./calibration.ts";
import { mapFrames, type FrameSource } from "./frame-source.ts";
import type { Model } from "./model.ts";
import { Random } from "./random.ts";
import { piecesOf, type SplitFootage } from "./samples.ts";
import { ClipScorer } from "./score-clip.ts";
import type { ClipTerms } from "./terms.ts";
import { withNoise } from "./view-noise.ts";

/** In multiples of the usual noise, or of a grey level where there is hardly any. */
const noises = [2, 4, 8, 16, 32, 64, 128, 256, 512].map(Math.sqrt);
/** Each noise is another run over the footage, so some 400 frames have to do. */
const piecesInNoise = 6;

/** What a trained network's terms usually are; of a steadied one also as its footage gets noisier. */
export async function calibrateModel(
  model: Pick<Model, "network" | "view">,
  { training, heldOut }: SplitFootage,
  signal?: AbortSignal,
): Promise<Calibration> {
  const { network, view } = model;
  const { settings } = network;
  const scorer = new ClipScorer(model);
  const score = async (clips: readonly FrameSource[]): Promise<ClipTerms[]> => {
    const terms: ClipTerms[] = [];
    for (const clip of clips) terms.push(await scorer.score(clip, signal && { signal }));
    return terms;
  };
  try {
    const calibration = calibrate(
      await score(heldOut),
      settings.streams,
      await score(piecesOf(training)),
    );
    if (!view) return calibration;
    const unseen = piecesOf(heldOut, piecesInNoise);
    const trained = piecesOf(training, piecesInNoise);
    const noisy: Usual[] = [];
    for (const times of noises) {
      const total = times * Math.max(view.noise, 1);
      const added = Math.sqrt(total ** 2 - view.noise ** 2);
      const worse = (clip: FrameSource) =>
        mapFrames(clip, settings, (frame, at) => withNoise(frame, added, new Random(at, 5)));
      noisy.push(usualOf(await score(unseen.map(worse)), await score(trained.map(worse))));
    }
    return { ...calibration, noisy };
  } finally {
    scorer.dispose();
  }
}
