import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../errors.ts";

const firstWaitMs = 200;
const lastWaitMs = 5_000;

/**
 * A database that is away for a while ends no subscription: what fails is tried again until it
 * succeeds. Undefined when there is no point any more: stopped, or what it is about is gone.
 */
export async function persistently<T>(
  work: () => Promise<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  for (let waitMs = firstWaitMs; !signal.aborted; waitMs = Math.min(2 * waitMs, lastWaitMs)) {
    try {
      return await work();
    } catch (error) {
      if (error instanceof AppError) return undefined;
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }
  return undefined;
}
