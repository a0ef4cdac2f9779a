import { setTimeout as delay } from "node:timers/promises";
import { AppError } from "../../errors.ts";
import type { Logger } from "../../platform/logging.ts";
import type { ComputeMessage, ComputeTask } from "./compute-messages.ts";
import { compute } from "./compute-process.ts";

/** One try at a job whose row says that it is this try's turn. */
export interface Attempt {
  task: () => Promise<ComputeTask>;
  /** Only takes note; what is to be written is written by `pulse`. */
  hear: (message: ComputeMessage) => void;
  /** Writes what is new. False once the attempt counts no more: cancelled, or another has its place. */
  pulse: () => Promise<boolean>;
  /** Makes the next pulse come at once. Events may be lost, so the row is read anyway. */
  hints?: AsyncIterator<unknown>;
  succeed: (message: ComputeMessage) => Promise<unknown>;
  fail: (userMessage: string) => Promise<unknown>;
  /** The worker stops in order: another goes on. */
  release: () => Promise<void>;
}

const pulseEveryMs = 500;
const unexpectedFailure = "Something went wrong; the worker's log says more.";

/**
 * Resolves when the job is over or no longer this attempt's. Rejects when it has to be tried again:
 * the worker stops, the compute process died, or the database could not be reached.
 */
export async function runAttempt(attempt: Attempt, stop: AbortSignal, log: Logger): Promise<void> {
  const over = new AbortController();
  const heart = beat(attempt, over, log);
  try {
    const task = await attempt.task();
    const ending = await compute(task, attempt.hear, { stop, kill: over.signal });
    await heart.stop();
    if (!(await attempt.pulse())) return;
    if (ending.kind === "failed") {
      log.error({ stack: ending.stack }, "The compute process failed.");
      await attempt.fail(ending.userMessage ?? unexpectedFailure);
    } else {
      await attempt.succeed(ending);
    }
  } catch (error) {
    await heart.stop();
    if (over.signal.aborted) return;
    if (error instanceof AppError) {
      await attempt.fail(error.message);
      return;
    }
    if (stop.aborted) await attempt.release();
    throw error;
  }
}

function beat(attempt: Attempt, over: AbortController, log: Logger): { stop: () => Promise<void> } {
  const done = new AbortController();
  let hint = Promise.withResolvers<void>();
  const listen = async (): Promise<void> => {
    while (attempt.hints && !(await attempt.hints.next()).done) hint.resolve();
  };
  const pulse = async (): Promise<void> => {
    while (!done.signal.aborted) {
      const pause = delay(pulseEveryMs, undefined, { signal: done.signal }).catch(() => undefined);
      await Promise.race([pause, hint.promise]);
      hint = Promise.withResolvers();
      try {
        if (!(await attempt.pulse())) return over.abort(new Error("The attempt counts no more."));
      } catch (error) {
        // Nothing is lost by going on: whether it still counts is asked again before anything ends.
        log.warn({ err: error }, "Progress could not be written.");
      }
    }
  };
  void listen();
  const pulsing = pulse();
  return {
    stop: async () => {
      done.abort();
      await attempt.hints?.return?.();
      await pulsing;
    },
  };
}
