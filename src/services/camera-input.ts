import { InvalidInputError } from "../errors.ts";
import { checkNumber } from "./input.ts";

export interface AlertPolicy {
  threshold: number;
  hysteresis: number;
  openAfterFrames: number;
  closeAfterFrames: number;
  cooldownSeconds: number;
}

const highestFrameRate = 60;
const mostPolygons = 50;
const mostCorners = 200;
const longestRun = 100_000;
const daySeconds = 24 * 60 * 60;

export function checkFrameRate(frameRate: number): number {
  if (frameRate > 0 && frameRate <= highestFrameRate) return frameRate;
  throw new InvalidInputError(
    "input.frameRate",
    `input.frameRate must be above 0 and at most ${highestFrameRate} frames a second.`,
  );
}

/** Polygons of [x, y] corners. */
export function checkMasks(masks: number[][][]): number[][][] {
  if (masks.length > mostPolygons) {
    throw new InvalidInputError("input.masks", `input.masks takes up to ${mostPolygons} polygons.`);
  }
  for (const [index, polygon] of masks.entries()) {
    const path = `input.masks.${index}`;
    if (polygon.length < 3 || polygon.length > mostCorners) {
      throw new InvalidInputError(path, `${path} must have 3 to ${mostCorners} corners.`);
    }
    const corner = polygon.findIndex(
      (point) => point.length !== 2 || !point.every((place) => place >= 0 && place <= 1),
    );
    if (corner >= 0) {
      throw new InvalidInputError(
        `${path}.${corner}`,
        `${path}.${corner} must be two numbers from 0 to 1, of the picture's width and height.`,
      );
    }
  }
  return masks;
}

export function checkPolicy(policy: AlertPolicy): AlertPolicy {
  checkNumber("input.threshold", policy.threshold, { from: 0.001, to: 1 });
  const frames = { from: 1, to: longestRun, integer: true };
  checkNumber("input.openAfterFrames", policy.openAfterFrames, frames);
  checkNumber("input.closeAfterFrames", policy.closeAfterFrames, frames);
  checkNumber("input.cooldownSeconds", policy.cooldownSeconds, { from: 0, to: daySeconds });
  if (!(policy.hysteresis >= 0 && policy.hysteresis < policy.threshold)) {
    throw new InvalidInputError(
      "input.hysteresis",
      `input.hysteresis must be from 0 to less than the threshold, ${policy.threshold}: an alert could never close.`,
    );
  }
  return policy;
}
