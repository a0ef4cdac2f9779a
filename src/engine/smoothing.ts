/**
 * Gaussian smoothing as scipy's `gaussian_filter1d`: cut at four deviations, mirrored at the ends.
 * With `past` each value is the mean of itself and those before it, so that no future is needed.
 */
export function smooth(scores: readonly number[], sigma: number, { past = false } = {}): number[] {
  if (sigma === 0) return [...scores];
  const radius = Math.floor(4 * sigma + 0.5);
  const kernel = Array.from({ length: radius + 1 }, (_, distance) =>
    Math.exp(-0.5 * (distance / sigma) ** 2),
  );

  return scores.map((_, at) => {
    let sum = 0;
    let weights = 0;
    for (const [distance, weight] of kernel.entries()) {
      if (!past || at >= distance) {
        sum += weight * (scores[mirrored(at - distance, scores.length)] ?? 0);
        weights += weight;
      }
      if (!past && distance > 0) {
        sum += weight * (scores[mirrored(at + distance, scores.length)] ?? 0);
        weights += weight;
      }
    }
    return sum / weights;
  });
}

/** … 1 0 | 0 1 2 | 2 1 … */
function mirrored(index: number, length: number): number {
  const period = 2 * length;
  const within = ((index % period) + period) % period;
  return within < length ? within : period - 1 - within;
}
