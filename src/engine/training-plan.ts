import { sampleFrames } from "./parameters.ts";
import {
  checkTrainingOptions,
  resolveSettings,
  trainingDefaults,
  type ModelSettings,
  type Overrides,
  type Preset,
  type TrainingOptions,
} from "./settings.ts";

export interface FootageFacts {
  frameCount: number;
  frameRate: number;
  width: number;
  height: number;
}

export interface TrainingPlan {
  settings: ModelSettings;
  options: TrainingOptions;
  /** What was chosen and why, and what is wrong with the footage; sentences for a user. */
  advice: string[];
}

/** The presets' epochs are meant for so many moments: about UCSD Ped2's. */
const usualMoments = 2500;
/** Frames that follow faster than this show little that is new. */
const momentsPerSecond = 10;
/** The most that is chosen; time or an early stop ends it sooner. */
const mostEpochs = 50;
const fewSeconds = 180;
const fewSamples = 1000;

/** The one place where a training's settings come from; what is given is never changed. */
export function planTraining(
  preset: Preset,
  given: { settings?: Overrides; options: Partial<TrainingOptions> & { seed: number } },
  clips: readonly FootageFacts[],
): TrainingPlan {
  const usable = clips.filter(({ frameCount }) => frameCount >= sampleFrames);
  const advice: string[] = [];
  const base = resolveSettings(preset, given.settings);
  const size = preset === "PAPER" ? undefined : sizeFor(base, given.settings ?? {}, usable);
  const settings = size ? resolveSettings(preset, { ...given.settings, ...size }) : base;
  const [largest] = usable.toSorted((a, b) => b.frameCount - a.frameCount);
  if (size && largest) {
    advice.push(
      `Chose ${settings.width}×${settings.height} after the footage's ${largest.width}×${largest.height}.`,
    );
  }

  const options: TrainingOptions = { ...trainingDefaults(preset), ...given.options };
  const samples = usable.reduce((sum, clip) => sum + clip.frameCount - sampleFrames + 1, 0);
  const seconds = usable.reduce((sum, clip) => sum + clip.frameCount / clip.frameRate, 0);
  if (given.options.epochs === undefined && samples > 0 && preset !== "PAPER") {
    const moments = Math.min(samples, seconds * momentsPerSecond);
    const wanted = Math.round((options.epochs * usualMoments) / moments);
    const timed = options.maxSeconds !== undefined;
    options.epochs = timed ? mostEpochs : Math.min(mostEpochs, Math.max(1, wanted));
    advice.push(
      timed
        ? `Trains until its time is up, at most ${mostEpochs} epochs.`
        : `Chose ${count(options.epochs, "epoch")} for ${count(samples, "sample")} from ${duration(seconds)} of footage.`,
    );
  }
  checkTrainingOptions(options);
  if (seconds < fewSeconds || samples < fewSamples) {
    advice.push(
      `Warning: there is little footage (${duration(seconds)}, ${count(samples, "sample")}), so normal events ` +
        "that it lacks will look abnormal. Add ten minutes or more that show all that is normal.",
    );
  }
  return { settings, options, advice };
}

/** About the preset's number of pixels in the footage's shape; undefined where nothing is to choose. */
function sizeFor(
  { width, height }: ModelSettings,
  given: Overrides,
  clips: readonly FootageFacts[],
): { width: number; height: number } | undefined {
  const [clip] = clips.toSorted((a, b) => b.frameCount - a.frameCount);
  if (!clip || (given.width !== undefined && given.height !== undefined)) return undefined;
  const shape = clip.width / clip.height;
  if (given.width !== undefined) return { width, height: side(width / shape, clip.height) };
  if (given.height !== undefined) return { width: side(height * shape, clip.width), height };
  const wide = side(Math.sqrt(width * height * shape), clip.width);
  return { width: wide, height: side(wide / shape, clip.height) };
}

/** The nearest multiple of 8 that a network can have and the footage fills. */
function side(wanted: number, footage: number): number {
  const most = Math.min(1024, Math.floor(footage / 8) * 8);
  return Math.max(16, Math.min(most, Math.round(wanted / 8) * 8));
}

const count = (number: number, noun: string): string =>
  `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;

const duration = (seconds: number): string =>
  seconds < 120 ? `${Math.round(seconds)} s` : `${(seconds / 60).toFixed(1)} minutes`;
