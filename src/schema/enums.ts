import { registerEnumType } from "type-graphql";
import { normalisations } from "../engine/evaluation.ts";
import { presets, skipModes, streamModes, targetModes } from "../engine/settings.ts";
import {
  CameraState,
  DatasetStatus,
  GapReason,
  JobStatus,
  Role,
  Severity,
  Split,
} from "../platform/generated/enums.ts";

export { CameraState, DatasetStatus, GapReason, JobStatus, Role, Severity, Split };

export const Preset = enumOf(presets);
export type Preset = keyof typeof Preset;
export const StreamMode = enumOf(streamModes);
export type StreamMode = keyof typeof StreamMode;
export const TargetMode = enumOf(targetModes);
export type TargetMode = keyof typeof TargetMode;
export const SkipMode = enumOf(skipModes);
export type SkipMode = keyof typeof SkipMode;
export const Normalisation = enumOf(normalisations);
export type Normalisation = keyof typeof Normalisation;

registerEnumType(Role, {
  name: "Role",
  description: "Each may do what those before it may.",
  valuesConfig: {
    VIEWER: { description: "Reads." },
    OPERATOR: { description: "Also adds footage, trains, evaluates, starts and stops cameras." },
    ADMIN: { description: "Also manages sites, cameras and which model a camera is scored with." },
    OWNER: { description: "May do everything." },
  },
});
registerEnumType(CameraState, {
  name: "CameraState",
  valuesConfig: {
    STOPPED: { description: "Nobody asked for it to be watched." },
    STARTING: { description: "Asked for, and not yet showing its first frame." },
    RECONNECTING: { description: "Its source or its monitor was lost and is being replaced." },
    FAILED: { description: "Its source cannot be used; `message` says why. It is tried again." },
    ENDED: { description: "The file that it plays has come to its end." },
  },
});
registerEnumType(DatasetStatus, { name: "DatasetStatus" });
registerEnumType(Split, { name: "Split" });
registerEnumType(JobStatus, { name: "JobStatus" });
registerEnumType(GapReason, {
  name: "GapReason",
  valuesConfig: {
    SOURCE_LOST: { description: "The camera's source could not be read." },
    OVERLOAD: { description: "Frames came faster than they could be scored." },
    CONSUMER_TOO_SLOW: { description: "The subscriber fell too far behind." },
    EXPIRED: { description: "The scores after this number are no longer stored." },
    RESTARTED: { description: "The camera was taken over by another monitor, or another model." },
  },
});
registerEnumType(Severity, { name: "Severity" });
registerEnumType(Preset, {
  name: "Preset",
  description:
    "Named settings of the network: PAPER is the published network, LITE fits two CPU cores.",
});
registerEnumType(StreamMode, {
  name: "StreamMode",
  description: "Which of the two streams predict: appearance, motion, or both.",
});
registerEnumType(TargetMode, {
  name: "TargetMode",
  description: "What a stream makes of four frames.",
  valuesConfig: {
    PREDICTION: { description: "The frame that follows them." },
    RECONSTRUCTION: { description: "The last of them again, as an autoencoder." },
  },
});
registerEnumType(SkipMode, {
  name: "SkipMode",
  description: "What the skip connections carry, and what leaves a memory.",
  valuesConfig: {
    CONCAT: { description: "Query and read, side by side." },
    FEATURES: { description: "The features at their full length, beside the read." },
    READ: { description: "What was read from the memory, alone." },
    NONE: { description: "There are none; a memory is at the bottleneck only." },
  },
});
registerEnumType(Normalisation, {
  name: "Normalisation",
  description:
    "How raw scores become comparable before the ROC curve is drawn. PER_CLIP needs the clip's future, as published results do; CAUSAL uses only training footage and the past.",
});

/** The engine's lists of names as what GraphQL calls an enum. */
function enumOf<Name extends string>(names: readonly Name[]): { [N in Name]: N } {
  return Object.fromEntries(names.map((name) => [name, name])) as { [N in Name]: N };
}
