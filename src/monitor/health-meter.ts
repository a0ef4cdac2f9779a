const rateWindowMs = 10_000;
const latencyWindowMs = 60_000;

/** Counts one camera's scored frames and their latencies over the windows that CameraHealth names. */
export class HealthMeter {
  readonly #since = performance.now();
  #scored: number[] = [];
  #latencies: { at: number; milliseconds: number }[] = [];

  scored(now = performance.now()): void {
    this.#scored.push(now);
  }

  published(milliseconds: number, now = performance.now()): void {
    this.#latencies.push({ at: now, milliseconds });
  }

  /** Over the last ten seconds, or since the start where that is less. */
  framesPerSecond(now = performance.now()): number {
    this.#scored = this.#scored.filter((at) => at > now - rateWindowMs);
    const seconds = Math.min(Math.max(now - this.#since, 1000), rateWindowMs) / 1000;
    return this.#scored.length / seconds;
  }

  latencyP95(now = performance.now()): number | undefined {
    this.#latencies = this.#latencies.filter(({ at }) => at > now - latencyWindowMs);
    const sorted = this.#latencies.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
    return sorted[Math.ceil(sorted.length * 0.95) - 1];
  }
}
