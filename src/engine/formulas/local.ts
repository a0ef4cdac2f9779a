import { streamsOf, type Component, type Formula } from "./formula.ts";

/** The temporal stream tells more of what moves oddly (docs/decisions/0009); only in DUAL does it matter. */
const streamWeight = { spatial: 1, temporal: 12 } as const;

/**
 * The mean error of a whole frame hides small objects. So three figures of each stream count: the
 * logarithm of that mean, as in a PSNR; twice the breadth of the error at its worst place, which crowds
 * change least; and the same where a place is also far from the memory. None needs a future.
 */
export const local: Formula = (mode) =>
  streamsOf(mode).flatMap((stream): Component[] => {
    const weight = streamWeight[stream];
    return [
      {
        name: `${stream}LogError`,
        weight,
        about: "prediction",
        value: (terms) => Math.log(Math.max(terms[`${stream}Error`], leastError)),
      },
      {
        name: `${stream}Breadth`,
        weight: 2 * weight,
        about: "prediction",
        value: (terms) => terms[`${stream}Breadth`],
      },
      {
        name: `${stream}Surprise`,
        weight,
        about: stream,
        value: (terms) => terms[`${stream}Surprise`],
      },
    ];
  });

/** Far below what a grey level's rounding leaves. */
const leastError = 1e-10;
