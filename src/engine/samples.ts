import type { FrameSize, FrameSource } from "./frame-source.ts";
import { sampleFrames } from "./parameters.ts";
import { Random } from "./random.ts";

/** What training cannot use footage for; the message says what it needs. */
export class FootageError extends Error {
  override readonly name = "FootageError";
}

const heldOutShare = 0.1;
/** How crowded a place is differs along the footage, and the error with it; so it is held out in thirds. */
const heldOutPlaces = 3;
const fewestFramesAtAPlace = 8 * sampleFrames;

/** Frames `start` to `end` of a clip, without `end`. */
interface Span {
  clip: FrameSource;
  /** The clip's first frame, counted over all footage. */
  offset: number;
  start: number;
  end: number;
}

const frameCount = ({ start, end }: Span): number => end - start;

/** Part of a clip as a clip of its own. */
function part(span: Span): FrameSource {
  const { clip, start } = span;
  if (frameCount(span) === clip.frameCount) return clip;
  return {
    name: clip.name,
    frameCount: frameCount(span),
    read: (from, count) => clip.read(start + from, count),
  };
}

export interface SplitFootage {
  training: FrameSource[];
  heldOut: FrameSource[];
}

/**
 * Splits footage into what is trained on and a tenth that is held out: of each third of it the last
 * clips, or the last piece of a clip that is too long for that; of little footage the end alone. The
 * frames on the two sides of a cut share no sample.
 */
export function splitFootage(clips: readonly FrameSource[]): SplitFootage {
  let total = 0;
  const training: Span[] = [];
  for (const clip of clips.filter((clip) => clip.frameCount >= sampleFrames)) {
    training.push({ clip, offset: total, start: 0, end: clip.frameCount });
    total += clip.frameCount;
  }
  const wanted = Math.max(2 * sampleFrames, Math.round(total * heldOutShare));
  if (total < 2 * wanted) {
    throw new FootageError(
      `Training needs at least ${4 * sampleFrames} frames in clips of ${sampleFrames} or more; there are ${total}.`,
    );
  }

  const places = wanted < heldOutPlaces * fewestFramesAtAPlace ? 1 : heldOutPlaces;
  const heldOut: Span[] = [];
  for (let place = 1; place <= places; place++) {
    const end = Math.round((total * place) / places);
    heldOut.push(...holdOut(training, end, Math.round(wanted / places)));
  }
  return { training: training.map(part), heldOut: heldOut.map(part) };
}

/** Takes about `wanted` frames before frame `end` of the footage out of `training`. */
function holdOut(training: Span[], end: number, wanted: number): Span[] {
  const heldOut: Span[] = [];
  let at = training.findLastIndex(({ offset, start }) => offset + start < end);
  for (; wanted >= sampleFrames; at--) {
    const span = training[at];
    if (!span) break;
    if (training.length > 1 && frameCount(span) <= 2 * wanted) {
      training.splice(at, 1);
      heldOut.push(span);
      wanted -= frameCount(span);
      continue;
    }
    const stop = Math.min(span.end, Math.max(span.start + wanted, end - span.offset));
    const before = { ...span, end: stop - wanted - sampleFrames }; // the gap: a moment is on one side only
    const after = { ...span, start: stop + sampleFrames };
    const kept = [before, after].filter((part) => frameCount(part) >= sampleFrames);
    training.splice(at, 1, ...kept);
    heldOut.push({ ...span, start: stop - wanted, end: stop });
    break;
  }
  return heldOut;
}

const framesOfAPiece = 32 + sampleFrames - 1;

/** Pieces of 32 scored frames from all over the clips; of less footage than that all. */
export function piecesOf(clips: readonly FrameSource[], pieces = 16): FrameSource[] {
  const total = clips.reduce((sum, { frameCount }) => sum + frameCount, 0);
  if (total <= pieces * framesOfAPiece) return [...clips];
  const found: FrameSource[] = [];
  let offset = 0;
  for (const clip of clips) {
    const end = offset + clip.frameCount;
    const wanted = Math.min(framesOfAPiece, clip.frameCount);
    // A piece for each such part of the footage whose middle lies in the clip.
    const middle = () => Math.floor(((found.length + 0.5) * total) / pieces);
    for (let at = middle(); at < end && found.length < pieces; at = middle()) {
      const start = Math.min(at - offset, clip.frameCount - wanted);
      found.push(part({ clip, offset, start, end: start + wanted }));
    }
    offset = end;
  }
  return found;
}

/** Every run of six frames of some clips, by number. */
export class Samples {
  readonly count: number;
  private readonly ends: number[];

  constructor(
    private readonly clips: readonly FrameSource[],
    private readonly frameSize: number,
  ) {
    let count = 0;
    this.ends = clips.map((clip) => (count += clip.frameCount - sampleFrames + 1));
    this.count = count;
  }

  /** The samples' frames step by step: every sample's first frame, then every second one… */
  async read(numbers: readonly number[]): Promise<Uint8Array> {
    const { frameSize } = this;
    const batch = numbers.length;
    const bytes = new Uint8Array(batch * sampleFrames * frameSize);
    await Promise.all(
      numbers.map(async (number, sample) => {
        const frames = await this.readOne(number);
        for (let step = 0; step < sampleFrames; step++) {
          const frame = frames.subarray(step * frameSize, (step + 1) * frameSize);
          bytes.set(frame, (step * batch + sample) * frameSize);
        }
      }),
    );
    return bytes;
  }

  private async readOne(number: number): Promise<Uint8Array> {
    const at = this.ends.findIndex((end) => number < end);
    const clip = this.clips[at];
    if (!clip) throw new RangeError(`There is no sample ${number}; there are ${this.count}.`);
    const from = number - (this.ends[at - 1] ?? 0);
    const frames = await clip.read(from, sampleFrames);
    if (frames.length !== sampleFrames * this.frameSize) {
      throw new FootageError(
        `${clip.name} gave ${frames.length} bytes for ${sampleFrames} frames from ${from}; ` +
          `the network's size asks for ${sampleFrames * this.frameSize}.`,
      );
    }
    return frames;
  }
}

export function stepsPerEpoch(samples: Samples, batchSize: number): number {
  return Math.max(1, Math.floor(samples.count / batchSize));
}

const readAhead = 3;

/**
 * Batches from step `from` to step `to`, read ahead of the one who takes them. Every epoch is a new
 * permutation that follows from the seed, so a step's batch is the same whether or not it was resumed.
 */
export async function* batches(
  samples: Samples,
  { batchSize, seed, from, to }: { batchSize: number; seed: number; from: number; to: number },
): AsyncGenerator<Uint8Array> {
  const perEpoch = stepsPerEpoch(samples, batchSize);
  let epoch = -1;
  let order: Uint32Array = new Uint32Array();
  const read = (step: number) => {
    const stepEpoch = Math.floor(step / perEpoch);
    if (stepEpoch !== epoch) {
      epoch = stepEpoch;
      order = new Random(seed, epoch + 1).permutation(samples.count);
    }
    const first = (step % perEpoch) * batchSize;
    const numbers = Array.from(
      { length: batchSize },
      (_, index) => order[(first + index) % order.length] ?? 0,
    );
    const batch = samples.read(numbers);
    batch.catch(() => {}); // told to whoever takes it; until then it is no unhandled rejection
    return batch;
  };

  const coming: Promise<Uint8Array>[] = [];
  for (let step = from; step < to; step++) {
    while (coming.length < readAhead && step + coming.length < to) {
      coming.push(read(step + coming.length));
    }
    const batch = await coming.shift();
    if (batch) yield batch;
  }
}

/** The bytes of one frame at the network's size. */
export function frameBytes({ width, height }: FrameSize): number {
  return width * height;
}
