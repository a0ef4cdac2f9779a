import { expect } from "vitest";

/** Expects numbers to agree to so many digits after the point. */
export const closeTo = (values: readonly number[], digits = 12): unknown[] =>
  values.map((value): unknown => expect.closeTo(value, digits));
