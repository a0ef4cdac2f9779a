import { log, streamsOf, type Component, type Formula } from "./formula.ts";

const lambda = 0.8;

/**
 * Eq. 14–16: S = λ(1 − g(PSNR)) + (1 − λ)/2·g(Di) + (1 − λ)/2·g(Dx).
 *
 * One stream alone is scored by the PSNR of its own prediction; that is −10 log10 of its error,
 * so the logarithm serves, whatever its scale.
 */
export const paper: Formula = (mode) => {
  const streams = streamsOf(mode);
  const error: Component =
    mode === "DUAL"
      ? {
          name: "psnr",
          weight: lambda,
          about: "prediction",
          value: (terms) => -Math.min(terms.psnr, 120),
        }
      : {
          name: `log ${streams[0]}Error`,
          weight: lambda,
          about: "prediction",
          value: (terms) => log(terms[`${streams[0] ?? "spatial"}Error`]),
        };
  const distances = streams.map((stream): Component => ({
    name: `${stream}Distance`,
    weight: (1 - lambda) / streams.length,
    about: stream,
    value: (terms) => terms[`${stream}Distance`],
  }));
  return [error, ...distances];
};
