import type { Severity } from "../services/alert-log.ts";

/**
 * How far the peak went from the threshold (0) towards the highest score there is (1): the first
 * third is INFO, the second WARNING, the last CRITICAL.
 */
export function severityOf(peak: number, threshold: number): Severity {
  const room = 1 - threshold;
  const excess = room > 0 ? (peak - threshold) / room : 1;
  if (excess >= 2 / 3) return "CRITICAL";
  return excess >= 1 / 3 ? "WARNING" : "INFO";
}
