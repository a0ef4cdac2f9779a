import { SettingError } from "../../engine/settings.ts";
import { AppError } from "../../errors.ts";
import { VideoError } from "../../video/video-error.ts";
import type { Failure } from "./compute-messages.ts";

/** A clip that cannot be read, by the name that users know it by; not where the server keeps it. */
export class ClipError extends AppError {
  readonly code = "UNAVAILABLE";

  constructor(clipName: string, cause: unknown) {
    super(`Clip “${clipName}”: ${reasonOf(cause)}`, { cause });
  }
}

/** What a user may read of an error; undefined for a fault of ours, which only the log explains. */
export function failureOf(error: unknown): Failure {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const readable = error instanceof AppError || error instanceof SettingError;
  return { kind: "failed", stack, ...(readable ? { userMessage: error.message } : {}) };
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AppError) return cause.message;
  if (!(cause instanceof VideoError)) return "it cannot be read; the worker's log says why.";
  const { message, source } = cause;
  return message.startsWith(`${source}: `) ? message.slice(source.length + 2) : message;
}
