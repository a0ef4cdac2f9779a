const bars = " ▁▂▃▄▅▆▇█";

/** Values of 0..1 as a row of bars; where there are more values than room, each bar is their highest. */
export function sparkline(values: readonly number[], width: number): string {
  const columns = Math.min(width, values.length);
  return Array.from({ length: columns }, (_, column) => {
    const from = Math.floor((column * values.length) / columns);
    const to = Math.floor(((column + 1) * values.length) / columns);
    const highest = Math.max(...values.slice(from, to));
    const level = Math.round(Math.min(1, Math.max(0, highest)) * (bars.length - 1));
    return bars[level] ?? " ";
  }).join("");
}
