const firstMs = 500;
const longestMs = 30_000;

/** How long to wait after the given number of failures in a row; a random part keeps cameras apart. */
export function backoffMs(failures: number, random = Math.random()): number {
  const full = Math.min(firstMs * 2 ** Math.max(failures - 1, 0), longestMs);
  return full * (0.75 + 0.25 * random);
}
