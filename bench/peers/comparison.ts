import type { Trace } from "./trace-engine.ts";

export const tolerance = 1e-4;

export interface Difference {
  name: string;
  /** The largest difference of any element, as a share of the tensor's largest. */
  relative: number;
}

/** How far `actual` is from `expected`, tensor by tensor, the worst first. */
export function compareTraces(actual: Trace, expected: Trace): Difference[] {
  const names = new Set([...actual.keys(), ...expected.keys()]);
  return [...names]
    .map((name) => ({ name, relative: relativeDifference(actual.get(name), expected.get(name)) }))
    .sort((a, b) => b.relative - a.relative);
}

/** Infinite where either is missing, has another size, or is no number. */
function relativeDifference(actual?: Float32Array, expected?: Float32Array): number {
  if (!actual || actual.length !== expected?.length) return Infinity;
  let largest = 0;
  let difference = 0;
  for (const [index, value] of expected.entries()) {
    largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, Math.abs(value - (actual[index] ?? NaN)));
  }
  const relative = difference / Math.max(largest, Number.MIN_VALUE);
  return Number.isNaN(relative) ? Infinity : relative;
}

/** Scalar losses, gradients and so on: the first part of each name, with the worst of its tensors. */
export function worstOfEachKind(differences: readonly Difference[]): Map<string, Difference> {
  const worst = new Map<string, Difference>();
  for (const difference of differences) {
    const [kind = ""] = difference.name.split("/");
    if (!worst.has(kind)) worst.set(kind, difference);
  }
  return worst;
}

const kept = 128;

/**
 * A trace small enough to keep in the repository: of each larger tensor, elements spread evenly over
 * it, and last its root mean square, in which all the others count.
 */
export function thin(trace: Trace): Trace {
  return new Map(
    [...trace].map(([name, values]) => [name, values.length > kept ? sample(values) : values]),
  );
}

function sample(values: Float32Array): Float32Array {
  const goldenRatio = (Math.sqrt(5) - 1) / 2; // its multiples fall in step with no axis of a tensor
  const some = Array.from({ length: kept }, (_, index) => {
    const place = (index * goldenRatio) % 1;
    return values[Math.floor(place * values.length)] ?? NaN;
  });
  const squares = values.reduce((sum, value) => sum + value * value, 0);
  return Float32Array.of(...some, Math.sqrt(squares / values.length));
}
