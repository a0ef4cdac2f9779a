import { registerEnumType } from "type-graphql";
import {
  CameraState,
  DatasetStatus,
  GapReason,
  JobStatus,
  Role,
  Severity,
  Split,
} from "../platform/generated/enums.ts";
import { normalisations } from "../engine/evaluation.ts";
import { presets, streamModes } from "../engine/settings.ts";

/** The engine's lists of names as what GraphQL calls an enum. */
const enumOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name])) as { [N in Name]: N };

export const Preset = enumOf(presets);
export type Preset = keyof typeof Preset;
export const StreamMode = enumOf(streamModes);
export type StreamMode = keyof typeof StreamMode;
export const Normalisation = enumOf(normalisations);
export type Normalisation = keyof typeof Normalisation;
export { CameraState, DatasetStatus, GapReason, JobStatus, Role, Severity, Split };

registerEnumType(Role, { name: "Role" });
registerEnumType(CameraState, { name: "CameraState" });
registerEnumType(DatasetStatus, { name: "DatasetStatus" });
registerEnumType(Split, { name: "Split" });
registerEnumType(JobStatus, { name: "JobStatus" });
registerEnumType(GapReason, { name: "GapReason" });
registerEnumType(Severity, { name: "Severity" });
registerEnumType(Preset, {
  name: "Preset",
  description:
    "Named settings of the network: PAPER is the published network, LITE fits two CPU cores.",
});
registerEnumType(StreamMode, { name: "StreamMode" });
registerEnumType(Normalisation, {
  name: "Normalisation",
  description:
    "How raw scores become comparable before the ROC curve is drawn. PER_CLIP needs the clip's future, as published results do; CAUSAL uses only training footage and the past.",
});
