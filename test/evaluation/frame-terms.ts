import { termNames, type ClipTerms, type FrameTerms } from "../../src/engine/terms.ts";

/** NaN but for what is given, as in a model without the other parts. */
export const frameTerms = (given: Partial<FrameTerms>): FrameTerms =>
  ({ ...Object.fromEntries(termNames.map((name) => [name, Number.NaN])), ...given }) as FrameTerms;

export const clipTerms = (frames: readonly Partial<FrameTerms>[], firstFrame = 5): ClipTerms => ({
  firstFrame,
  frames: frames.map(frameTerms),
});

/** Terms of a model with both streams and memories, all of them growing with `error`. */
export const dual = (error: number): FrameTerms =>
  frameTerms({
    psnr: -10 * Math.log10(error),
    frameError: error,
    spatialError: error,
    temporalError: error,
    spatialDistance: error ** 0.5,
    temporalDistance: error ** 0.5,
    spatialBreadth: 3 * error,
    temporalBreadth: 3 * error,
    spatialSurprise: error,
    temporalSurprise: error,
    boxLeft: 0.1,
    boxTop: 0.2,
    boxRight: 0.3,
    boxBottom: 0.4,
  });

/** Uniform numbers in [0, 1), the same in every run. */
export function uniform(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** Errors of normal footage: log-normal around 0.001. */
export function normalClip(count: number, seed: number): ClipTerms {
  const random = uniform(seed + 1);
  const bell = () => Array.from({ length: 12 }, random).reduce((sum, x) => sum + x, -6);
  return clipTerms(Array.from({ length: count }, () => dual(0.001 * Math.exp(0.2 * bell()))));
}
