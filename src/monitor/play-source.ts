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
      for await (const pixels of watchdog(source, signal)) {
        audience.frame(pixels, frames++ === 0);
      }
      if (!isStream(source.url) && frames > 0) {
        if (source.loop) continue;
        return;
      }
      reason = frames > 0 ? "The stream ended." : "The source has no picture.";
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof VideoError)) throw error;
      reason = withoutSource(error);
    }
    if (performance.now() - startedAt > recoveredAfterMs) failures = 0;
    failures++;
    audience.lost(reason);
    await delay(backoffMs(failures), undefined, { signal }).catch(() => undefined);
  }
}

/** Decodes at the camera's rate, files no faster than they were recorded; ends a source that stalls. */
async function* watchdog(source: Source, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const { url, width, height, frameRate, masks } = source;
  const stalled = new AbortController();
  const afterMs = Math.max(stalledAfterMs, 3000 / frameRate);
  const reason = new VideoError(url, `no frame came for ${afterMs / 1000} seconds.`);
  const timer = setTimeout(() => stalled.abort(reason), afterMs);
  const frames = decode(
    { url, frameRate },
    {
      width,
      height,
      frameRate,
      masks,
      realTime: !isStream(url),
      signal: AbortSignal.any([signal, stalled.signal]),
    },
  );
  try {
    for await (const pixels of frames) {
      timer.refresh();
      yield pixels;
    }
  } catch (error) {
    throw stalled.signal.aborted ? reason : error;
  } finally {
    clearTimeout(timer);
  }
}

/** A path tells of the server, an address may carry a password; the camera's owner knows it anyway. */
const withoutSource = ({ message, source }: VideoError) =>
  message.startsWith(`${source}: `) ? message.slice(source.length + 2) : message;
