import { readFileSync } from "node:fs";
import { freemem } from "node:os";
import { nativeBackend } from "./backend.ts";
import { SettingError, type ModelSettings } from "./settings.ts";

type Size = Pick<ModelSettings, "width" | "height" | "baseChannels">;

/**
 * The most that a training has resident, in bytes: fitted to what `bench/memory.ts` measures. Much of
 * it does not grow with the batch: at the end, held-out clips are scored in runs of many frames.
 */
export function predictTrainingMemory(size: Size, batchSize: number): number {
  const { width, height, baseChannels } = size;
  const features = width * height * baseChannels;
  return 1000e6 + 12e6 * baseChannels + features * (1700 + 130 * batchSize);
}

/** Throws a SettingError that says what would fit where a training would not. */
export function checkTrainingMemory(
  settings: Size,
  batchSize: number,
  available = nativeBackend.isUsingGpuDevice
    ? Infinity // a GPU's memory is its driver's to know
    : availableMemory() + process.memoryUsage.rss(),
): void {
  const needed = predictTrainingMemory(settings, batchSize);
  if (needed <= available) return;
  const fits = (batch: number) => predictTrainingMemory(settings, batch) <= available;
  const why = `it would need about ${gigabytes(needed)}, and ${gigabytes(available)} are available`;
  if (fits(1)) {
    let largest = batchSize;
    while (!fits(largest)) largest--;
    throw new SettingError(
      "batchSize",
      `batchSize ${batchSize} is too large for this machine: ${why}. The largest that fits is ${largest}.`,
    );
  }
  const fixed = predictTrainingMemory({ ...settings, width: 0 }, 1);
  const most = (available - fixed) / (settings.baseChannels * (1700 + 130));
  const scale = Math.sqrt(Math.max(0, most) / (settings.width * settings.height));
  const [width, height] = [settings.width, settings.height].map(
    (side) => Math.floor((side * scale) / 8) * 8,
  ) as [number, number];
  const advice =
    Math.min(width, height) >= 16
      ? `At batchSize 1, ${width}×${height} would fit.`
      : "No size fits; free some memory, or take a smaller baseChannels.";
  throw new SettingError(
    "width",
    `width and height ${settings.width}×${settings.height} are too large for this machine: ${why} (batchSize ${batchSize}). ${advice}`,
  );
}

/** What this process can still take, inside its container's limit. */
function availableMemory(): number {
  // Node counts the container's cached files as used, which the system gives back when asked.
  return Math.min(freemem(), process.availableMemory() + cachedFiles());
}

function cachedFiles(): number {
  try {
    const stat = readFileSync("/sys/fs/cgroup/memory.stat", "utf8");
    return Number(/^inactive_file (\d+)$/m.exec(stat)?.[1] ?? 0);
  } catch {
    return 0; // no such control group
  }
}

const gigabytes = (bytes: number): string => `${(bytes / 1e9).toFixed(1)} GB`;
