const levels = " ▁▂▃▄▅▆▇█";
const rows = 4;
const margin = 5;
const red = "\u001b[31m";
const green = "\u001b[32m";
const reset = "\u001b[0m";

/**
 * The scores of the last frames as bars, newest on the right, those at or above the threshold in
 * red. Rows of text from the top; as wide as `columns`.
 */
export function scoreChart(
  scores: readonly number[],
  threshold: number,
  columns: number,
): string[] {
  const width = Math.max(10, columns - margin - 1);
  const shown = scores.slice(-width);
  const thresholdRow = Math.floor((1 - threshold) * rows - 1e-9);
  return Array.from({ length: rows }, (_, row) => {
    const label = row === 0 ? "1.0" : row === thresholdRow ? threshold.toFixed(1) : "   ";
    const bars = shown.map((score) => {
      const filled = score * rows - (rows - 1 - row);
      const bar = levels[Math.round(Math.min(1, Math.max(0, filled)) * (levels.length - 1))] ?? " ";
      return bar === " " ? bar : `${score >= threshold ? red : green}${bar}${reset}`;
    });
    return `${label} ┤${" ".repeat(width - shown.length)}${bars.join("")}`;
  });
}
