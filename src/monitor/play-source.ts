import { setTimeout as delay } from "node:timers/promises";
import { decode } from "../video/decode.ts";
import { VideoError } from "../video/video-error.ts";
import { backoffMs } from "./backoff.ts";

export interface Source {
  url: string;
  loop: boolean;
  frameRate: number;
  masks: number[][][];
  width: number;
  height: number;
}

export interface Audience {
  /** `first`: it does not follow the frame before it. */
  frame(pixels: Uint8Array, first: boolean): void;
  /** The picture is gone and will be asked for again and again. The message is one a user may read. */
  lost(message: string): void;
}

const stalledAfterMs = 10_000;
/** A source that plays for so long has recovered: the next failure is a first one again. */
const recoveredAfterMs = 10_000;

const isStream = (url: string) => /^(rtsps?|https?):/i.test(url);

/** Plays until a file without loop is at its end, or `signal` aborts; whatever fails is tried again. */
export async function playSource(
  source: Source,
  audience: Audience,
  signal: AbortSignal,
): Promise<void> {
  for (let failures = 0; !signal.aborted;) {
    const startedAt = performance.now();
    let frames = 0;
    let reason: string;
    try {
      for await (const pixels of watchdog(decodeLive(source), signal)) {
        audience.frame(pixels, frames++ === 0);
      }
      if (!isStream(source.url) && frames > 0) {
        if (source.loop) continue;
        return;
      }
      reason = frames > 0 ? "The stream ended." : "The source has no picture.";
    } catch (error) {
      if (signal.aborted) return;
      reason = readableReason(error, source.url);
    }
    if (performance.now() - startedAt > recoveredAfterMs) failures = 0;
    failures++;
    audience.lost(reason);
    await delay(backoffMs(failures), undefined, { signal }).catch(() => undefined);
  }
}

/** Decodes at the camera's rate; files no faster than they were recorded. */
const decodeLive =
  ({ url, width, height, frameRate, masks }: Source) =>
  (signal: AbortSignal) =>
    decode(
      { url, frameRate },
      { width, height, frameRate, masks, realTime: !isStream(url), signal },
    );

/** Ends a source that gives no frame for long without saying so. */
async function* watchdog(
  open: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const stalled = new AbortController();
  const reason = new VideoError(`No frame came for ${stalledAfterMs / 1000} seconds.`);
  const timer = setTimeout(() => stalled.abort(reason), stalledAfterMs);
  try {
    for await (const pixels of open(AbortSignal.any([signal, stalled.signal]))) {
      timer.refresh();
      yield pixels;
    }
  } catch (error) {
    throw stalled.signal.aborted ? reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** A source's address may carry a password, and ffmpeg likes to quote it. */
function readableReason(error: unknown, url: string): string {
  if (!(error instanceof VideoError)) throw error;
  return error.message.replaceAll(url, "the source").replaceAll(/\/\/[^/@\s]*@/g, "//");
}
