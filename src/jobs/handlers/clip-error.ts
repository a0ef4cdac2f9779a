import { AppError } from "../../errors.ts";
import { VideoError } from "../../video/video-error.ts";

/** A clip that cannot be read, by the name that users know it by; not where the server keeps it. */
export class ClipError extends AppError {
  readonly code = "UNAVAILABLE";

  constructor(clipName: string, cause: unknown) {
    super(`Clip “${clipName}”: ${reasonOf(cause)}`, { cause });
  }
}

function reasonOf(cause: unknown): string {
  if (cause instanceof AppError) return cause.message;
  if (!(cause instanceof VideoError)) return "it cannot be read; the worker's log says why.";
  const { message, source } = cause;
  return message.startsWith(`${source}: `) ? message.slice(source.length + 2) : message;
}
