import { parameterShapes } from "./parameters.ts";

export const presets = ["LITE", "STANDARD", "PAPER"] as const;
export type Preset = (typeof presets)[number];

export const streamModes = ["DUAL", "SPATIAL", "TEMPORAL"] as const;
export type StreamMode = (typeof streamModes)[number];

export const targetModes = ["PREDICTION", "RECONSTRUCTION"] as const;
export type TargetMode = (typeof targetModes)[number];

export const skipModes = ["CONCAT", "FEATURES", "READ", "NONE"] as const;
export type SkipMode = (typeof skipModes)[number];

export interface ModelSettings {
  preset: Preset;
  width: number;
  height: number;
  /** Channels at full resolution; they double at each of the three halvings. */
  baseChannels: number;
  memoryItems: number;
  streams: StreamMode;
  /** What a stream makes of four frames: the one that follows, or their last one again. */
  target: TargetMode;
  temporalShift: boolean;
  channelAttention: boolean;
  memory: boolean;
  /**
   * What a skip connection, and the bottleneck, hand on of a memory: query and read side by side, the
   * features that the query is the direction of and the read, or the read alone. With NONE there is no
   * skip; a memory is at the bottleneck only, which hands on its read.
   */
  skip: SkipMode;
  /** Of the softmax over a query's likeness to the items (eq. 6). */
  readTemperature: number;
  discretisationLoss: boolean;
  /** Flicker, shake and noise are taken out of a fixed camera's frames before the network sees them. */
  steady: boolean;
}

export interface LossWeights {
  /** α and β of eq. 11 and 12. */
  discretisationWeight: number;
  /** γi and γx of eq. 13. */
  spatialWeight: number;
  temporalWeight: number;
  /** w of `motionWeights`: 0 counts every pixel's error alike. */
  motionWeight: number;
}

/** The paper's. */
export const defaultLossWeights: LossWeights = {
  discretisationWeight: 0.1,
  spatialWeight: 0.5,
  temporalWeight: 0.5,
  motionWeight: 0,
};

export interface TrainingOptions extends Partial<LossWeights> {
  epochs: number;
  batchSize: number;
  learningRate: number;
  seed: number;
  /** Stop after this many seconds of training, with the learning rate annealed by then. */
  maxSeconds?: number;
  /** End when held-out normal footage no longer gains; true when absent. */
  earlyStop?: boolean;
}

/** A setting that the network cannot have; the message says what it can. */
export class SettingError extends Error {
  override readonly name = "SettingError";

  constructor(
    readonly argument: string,
    message: string,
  ) {
    super(message);
  }
}

/** The paper's parts of a stream, whatever a preset leaves out. */
export const wholeNetwork = {
  temporalShift: true,
  channelAttention: true,
  memory: true,
} as const;

const parts = {
  streams: "DUAL",
  ...wholeNetwork,
  discretisationLoss: true,
  target: "PREDICTION",
  skip: "CONCAT",
  readTemperature: 1,
  steady: false,
} as const;

/** Settings as they were saved, perhaps before there was a choice of all that there is now. */
export function savedSettings(saved: object): ModelSettings {
  return { ...parts, ...(saved as Omit<ModelSettings, keyof typeof parts>) };
}

const presetSettings: Record<Preset, ModelSettings> = {
  /** The shift alone: it does better at this width, and streams faster (docs/decisions/0010). */
  LITE: {
    preset: "LITE",
    width: 192,
    height: 128,
    baseChannels: 8,
    memoryItems: 20,
    ...parts,
    channelAttention: false,
    memory: false,
    steady: true,
  },
  STANDARD: {
    preset: "STANDARD",
    width: 192,
    height: 128,
    baseChannels: 16,
    memoryItems: 20,
    ...parts,
    steady: true,
  },
  PAPER: { preset: "PAPER", width: 256, height: 256, baseChannels: 32, memoryItems: 20, ...parts },
};

const presetTraining: Record<Preset, Omit<TrainingOptions, "seed" | "maxSeconds">> = {
  LITE: { epochs: 6, batchSize: 4, learningRate: 1e-3 },
  STANDARD: { epochs: 4, batchSize: 4, learningRate: 1e-3 },
  PAPER: { epochs: 50, batchSize: 8, learningRate: 2e-5 },
};

export function trainingDefaults(preset: Preset): Omit<TrainingOptions, "seed" | "maxSeconds"> {
  return { ...presetTraining[preset] };
}

export type Overrides = { [Name in keyof ModelSettings]?: ModelSettings[Name] | undefined };

/** The preset with what `overrides` gives in its place. */
export function resolveSettings(preset: Preset, overrides: Overrides = {}): ModelSettings {
  if (!presets.includes(preset)) {
    throw new SettingError("preset", `preset must be one of ${presets.join(", ")}.`);
  }
  const given = Object.entries(overrides).filter(([, value]) => value !== undefined);
  const settings: ModelSettings = {
    ...presetSettings[preset],
    ...Object.fromEntries(given),
    preset,
  };

  // Without a memory there is nothing to tell apart, so the loss falls away with it unasked.
  if (!settings.memory && overrides.discretisationLoss !== true)
    settings.discretisationLoss = false;
  checkSettings(settings);
  return settings;
}

function checkSettings(settings: ModelSettings): void {
  requireMultiple("width", settings.width, 8, 16, 1024);
  requireMultiple("height", settings.height, 8, 16, 1024);
  requireMultiple("baseChannels", settings.baseChannels, 4, 4, 128);
  requireMultiple("memoryItems", settings.memoryItems, 1, 3, 2000);
  requireOneOf("streams", settings.streams, streamModes);
  requireOneOf("target", settings.target, targetModes);
  requireOneOf("skip", settings.skip, skipModes);
  requireWithin("readTemperature", settings.readTemperature, 0.01, 100);
  if (settings.discretisationLoss && !settings.memory) {
    throw new SettingError("discretisationLoss", "discretisationLoss needs memory to be on.");
  }
}

function requireMultiple(argument: string, value: number, of: number, from: number, to: number) {
  if (Number.isInteger(value) && value % of === 0 && value >= from && value <= to) return;
  const kind = of === 1 ? "a whole number" : `a multiple of ${of}`;
  throw new SettingError(argument, `${argument} must be ${kind} from ${from} to ${to}.`);
}

function requireOneOf(argument: string, value: string, names: readonly string[]) {
  if (names.includes(value)) return;
  throw new SettingError(argument, `${argument} must be one of ${names.join(", ")}.`);
}

function requireWithin(argument: string, value: number, from: number, to: number) {
  if (value >= from && value <= to) return;
  throw new SettingError(argument, `${argument} must be from ${from} to ${to}.`);
}

/** Throws a SettingError for an option that training cannot use. */
export function checkTrainingOptions(options: TrainingOptions): void {
  requireMultiple("epochs", options.epochs, 1, 1, 10_000);
  requireMultiple("batchSize", options.batchSize, 1, 1, 256);
  requireMultiple("seed", options.seed, 1, -(2 ** 31), 2 ** 32);
  if (!(options.learningRate > 0 && options.learningRate <= 1)) {
    throw new SettingError("learningRate", "learningRate must be above 0 and at most 1.");
  }
  if (options.maxSeconds !== undefined && !(options.maxSeconds > 0)) {
    throw new SettingError("maxSeconds", "maxSeconds must be above 0.");
  }
  for (const name of Object.keys(defaultLossWeights) as (keyof LossWeights)[]) {
    requireWithin(name, options[name] ?? defaultLossWeights[name], 0, 1000);
  }
}

export function countParameters(settings: ModelSettings): number {
  let count = 0;
  for (const shape of parameterShapes(settings).values()) {
    count += shape.reduce((product, size) => product * size, 1);
  }
  return count;
}
