import { streamsOf, type Component, type Formula } from "./formula.ts";

/**
 * The mean error of a whole frame hides small objects, so each stream's worst neighbourhood counts
 * as much as its mean error and its distance to the memory. Equal weights: nothing is tuned.
 */
export const local: Formula = (mode) =>
  streamsOf(mode).flatMap((stream) => [
    component(`${stream}Error`, "prediction"),
    component(`${stream}Patch`, "prediction"),
    component(`${stream}Distance`, stream),
  ]);

const component = (
  term: `${"spatial" | "temporal"}${"Error" | "Patch" | "Distance"}`,
  about: Component["about"],
): Component => ({ name: term, weight: 1, about, value: (terms) => terms[term] });
