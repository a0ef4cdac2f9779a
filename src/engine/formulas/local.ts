import { streamsOf, type Component, type Formula } from "./formula.ts";

/** The temporal stream tells more of what moves oddly (docs/decisions/0008); only in DUAL does it matter. */
const streamWeight = { spatial: 1, temporal: 3 } as const;

/**
 * The mean error of a whole frame hides small objects. So three figures of each stream count alike: the
 * mean error, the root mean square of its neighbourhoods' errors, in which large ones weigh more, and the
 * worst place that is both mispredicted and far from the memory. None needs a future.
 */
export const local: Formula = (mode) =>
  streamsOf(mode).flatMap((stream) => {
    const component = (
      term: `${typeof stream}${"Error" | "Rms" | "Surprise"}`,
      about: Component["about"],
    ): Component => ({
      name: term,
      weight: streamWeight[stream],
      about,
      value: (terms) => terms[term],
    });
    return [
      component(`${stream}Error`, "prediction"),
      component(`${stream}Rms`, "prediction"),
      component(`${stream}Surprise`, stream),
    ];
  });
