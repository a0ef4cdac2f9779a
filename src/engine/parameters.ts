import type { ModelSettings } from "./settings.ts";

export type Stream = "spatial" | "temporal";
export type Shape = number[];

/** Input frames of a stream (T in the paper): three shifts reach back over exactly four. */
export const inputFrames = 4;
/** Frames of a sample: four inputs, the frame that the spatial stream predicts, and the final one. */
export const sampleFrames = 6;
/** Levels with a skip connection: full, half and quarter resolution. The bottleneck is at an eighth. */
export const levels = 3;
/** One channel in this many is moved a frame forward by a temporal shift. */
export const shiftFraction = 4;
/** r of eq. 3. */
const attentionReduction = 16;

/** The levels that have a memory. */
export function memoryLevels({ memory, skip }: Pick<ModelSettings, "memory" | "skip">): number[] {
  if (!memory) return [];
  return skip === "NONE" ? [levels] : Array.from({ length: levels + 1 }, (_, level) => level);
}

/** Which of a sample's frames a stream sees first: a reconstruction gives back the last of its four. */
export function firstInput({ target }: Pick<ModelSettings, "target">): number {
  return target === "RECONSTRUCTION" ? 1 : 0;
}

export function streamsOf(settings: Pick<ModelSettings, "streams">): Stream[] {
  if (settings.streams === "SPATIAL") return ["spatial"];
  if (settings.streams === "TEMPORAL") return ["temporal"];
  return ["spatial", "temporal"];
}

/** Channels of a level: 0 is full resolution, 3 the bottleneck. */
export function channelsAt(settings: Pick<ModelSettings, "baseChannels">, level: number): number {
  return settings.baseChannels * 2 ** level;
}

/** Every trained variable of the network, in the order in which it is drawn, saved and counted. */
export function parameterShapes(settings: ModelSettings): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  const convolution = (name: string, size: number, from: number, to: number) => {
    shapes.set(`${name}/kernel`, [size, size, from, to]);
    shapes.set(`${name}/bias`, [to]);
  };
  // A memory hands on what was read; where a skip says so, the query or its features beside it.
  const leaving = (channels: number) =>
    settings.memory && ["CONCAT", "FEATURES"].includes(settings.skip) ? 2 * channels : channels;

  for (const stream of streamsOf(settings)) {
    // Without a shift the frames are stacked, as a plain autoencoder sees them.
    convolution(
      `${stream}/stem`,
      3,
      settings.temporalShift ? 1 : inputFrames,
      channelsAt(settings, 0),
    );
    for (let level = 0; level < levels; level++) {
      const channels = channelsAt(settings, level);
      convolution(`${stream}/encoder${level}/shift1`, 3, channels, channels);
      convolution(`${stream}/encoder${level}/shift2`, 3, channels, channels);
      convolution(`${stream}/encoder${level}/down`, 3, channels, 2 * channels);
    }
    let incoming = leaving(channelsAt(settings, levels));
    for (let level = levels - 1; level >= 0; level--) {
      const channels = channelsAt(settings, level);
      const decoder = `${stream}/decoder${level}`;
      convolution(`${decoder}/up`, 1, incoming, 4 * channels);
      if (settings.channelAttention) {
        const reduced = Math.max(1, Math.floor(channels / attentionReduction));
        // The norm that follows takes any bias away again.
        shapes.set(`${decoder}/attention1/kernel`, [3, 3, channels, channels]);
        shapes.set(`${decoder}/norm/scale`, [channels]);
        shapes.set(`${decoder}/norm/offset`, [channels]);
        convolution(`${decoder}/attention2`, 3, channels, channels);
        convolution(`${decoder}/squeeze`, 1, channels, reduced);
        convolution(`${decoder}/excite`, 1, reduced, channels);
      }
      incoming = settings.skip === "NONE" ? channels : channels + leaving(channels);
    }
    convolution(`${stream}/head`, 3, incoming, 1);
  }
  return shapes;
}

/** What the network keeps beside its trained variables: memory items and batch-norm averages. */
export function stateShapes(settings: ModelSettings): Map<string, Shape> {
  const shapes = new Map<string, Shape>();
  for (const stream of streamsOf(settings)) {
    for (const level of memoryLevels(settings)) {
      shapes.set(`${stream}/memory${level}`, [settings.memoryItems, channelsAt(settings, level)]);
    }
    if (settings.channelAttention) {
      for (let level = levels - 1; level >= 0; level--) {
        shapes.set(`${stream}/decoder${level}/norm/mean`, [channelsAt(settings, level)]);
        shapes.set(`${stream}/decoder${level}/norm/variance`, [channelsAt(settings, level)]);
      }
    }
  }
  return shapes;
}
