import type { Calibration, ScoreMap, Usual } from "./calibration.ts";
import type { FormulaName } from "./scores.ts";
import type { StreamMode } from "./settings.ts";

/**
 * What is usual in a frame of that noise: noise makes every prediction worse, so without this a noisy
 * night would be one long anomaly. Straight lines over its logarithm between what was measured, and no
 * further.
 */
export function calibrationAt(calibration: Calibration, noise: number): Calibration {
  const known = [calibration, ...(calibration.noisy ?? [])];
  const quieter = known.findLastIndex((usual) => usual.noise !== undefined && usual.noise < noise);
  const [lower, upper] = [known[quieter], known[quieter + 1]];
  if (!lower) return calibration;
  if (!upper) return { ...calibration, ...lower };
  const from = logOf(lower.noise);
  const share = (logOf(noise) - from) / (logOf(upper.noise) - from);
  return { ...calibration, ...between(lower, upper, share) };
}

/** Drawn footage may have none at all. */
const leastNoise = 0.1;
const logOf = (noise = leastNoise) => Math.log(Math.max(noise, leastNoise));

function between(lower: Usual, upper: Usual, share: number): Usual {
  const line = (from: number, to: number) => from + share * (to - from);
  const components: Usual["components"] = {};
  for (const [name, low] of Object.entries(lower.components)) {
    const high = upper.components[name] ?? low;
    components[name] = {
      centre: line(low.centre, high.centre),
      spread: line(low.spread, high.spread),
    };
  }
  const maps = structuredClone(lower.maps);
  for (const [formula, modes] of Object.entries(maps) as [
    FormulaName,
    Usual["maps"][FormulaName],
  ][]) {
    for (const [mode, low] of Object.entries(modes) as [StreamMode, ScoreMap][]) {
      const high = upper.maps[formula][mode];
      modes[mode] = { usual: line(low.usual, high.usual), high: line(low.high, high.high) };
    }
  }
  return { components, maps };
}
