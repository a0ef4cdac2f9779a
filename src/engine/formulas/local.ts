import { log, streamsOf, type Component, type Formula } from "./formula.ts";

/**
 * The mean error of a whole frame hides small objects, so each stream's worst blocks count as much
 * as its mean error and its distance to the memory. Logarithms make the terms of alike spread.
 */
export const local: Formula = (mode) =>
  streamsOf(mode).flatMap((stream): Component[] => [
    {
      name: `log ${stream}Error`,
      weight: 1,
      about: "prediction",
      value: (terms) => log(terms[`${stream}Error`]),
    },
    {
      name: `log ${stream}Blocks`,
      weight: 1,
      about: "prediction",
      value: (terms) => log(terms[`${stream}Blocks`]),
    },
    {
      name: `log ${stream}Distance`,
      weight: 1,
      about: stream,
      value: (terms) => log(terms[`${stream}Distance`]),
    },
  ]);
