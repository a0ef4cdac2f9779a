import type { GapReason } from "../services/score-writer.ts";

/** Frames without a score that no frame with one has ended yet. */
export interface OpenGap {
  reason: GapReason;
  from: Date;
  /** Absent where nobody can know how many. */
  missedFrames?: number;
}

export interface QueuedFrame {
  pixels: Uint8Array;
  at: Date;
  /** Does not follow the frame before it: the scorer forgets what it has seen. */
  cut?: boolean;
  gap?: OpenGap | undefined;
  /** Scored before, by the model that this one's model replaces: only warms the new one up. */
  replay?: boolean;
}

/** A score rests on a frame and the five before it. */
const warmUpFrames = 5;

/**
 * One camera's decoded frames that wait for their score. When it is full everything that waits is
 * dropped at once: single frames dropped here and there would look like jumps to the network, or
 * cost five more frames of warming up each.
 */
export class FrameQueue {
  #waiting: QueuedFrame[] = [];
  /** The frames taken last that follow one another. */
  #recent: QueuedFrame[] = [];
  #cutNext = false;

  constructor(public capacity: number) {}

  get length(): number {
    return this.#waiting.length;
  }

  /** Returns how many frames had to be dropped to make room. */
  push(next: QueuedFrame): number {
    const frame = this.#cutNext ? { ...next, cut: true } : next;
    this.#cutNext = false;
    if (this.#waiting.length < this.capacity) {
      this.#waiting.push(frame);
      return 0;
    }
    const dropped = this.#waiting.filter(({ replay }) => !replay);
    this.#waiting = [{ ...frame, cut: true, gap: gapOver(dropped, frame) }];
    return dropped.length;
  }

  take(): QueuedFrame | undefined {
    const frame = this.#waiting.shift();
    if (!frame) return undefined;
    if (frame.cut) this.#recent = [];
    this.#recent.push(frame);
    if (this.#recent.length > warmUpFrames) this.#recent.shift();
    return frame;
  }

  /** What comes next does not follow what was taken last, which the scorer has not seen. */
  cut(): void {
    this.#recent = [];
    const [next] = this.#waiting;
    if (next) next.cut = true;
    else this.#cutNext = true;
  }

  /** Lets the next model see the last frames first, so that none is without a score in between. */
  rewind(): void {
    const replays = this.#recent.map(({ pixels, at }, index) => ({
      pixels,
      at,
      cut: index === 0,
      replay: true,
    }));
    this.#recent = [];
    this.#waiting.unshift(...replays);
  }
}

function gapOver(dropped: readonly QueuedFrame[], next: QueuedFrame): OpenGap | undefined {
  const gaps = [...dropped, next].flatMap(({ gap }) => gap ?? []);
  const [earliest] = gaps;
  const firstDropped = dropped[0];
  if (!firstDropped) return earliest;
  const unknown = gaps.some(({ missedFrames }) => missedFrames === undefined);
  const missedFrames = gaps.reduce((sum, gap) => sum + (gap.missedFrames ?? 0), dropped.length);
  return {
    reason: earliest?.reason ?? "OVERLOAD",
    from: earliest && earliest.from < firstDropped.at ? earliest.from : firstDropped.at,
    ...(unknown ? {} : { missedFrames }),
  };
}
