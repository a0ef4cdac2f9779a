import {
  defaultLossWeights,
  resolveSettings,
  skipModes,
  streamModes,
  targetModes,
  type LossWeights,
  type ModelSettings,
  type Preset,
} from "../engine/settings.ts";
import { UsageError } from "./failure.ts";

/** What `--set` gave, each name being a setting's or a weight's of the losses, each value of its kind. */
export function readOverrides(preset: Preset, given: Record<string, unknown> = {}) {
  const known: Record<string, unknown> = { ...resolveSettings(preset), ...defaultLossWeights };
  delete known["preset"];
  const settings: Record<string, unknown> = {};
  const weights: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    const usual = known[name];
    if (usual === undefined) {
      throw new UsageError(
        `There is no setting “${name}”; there are ${Object.keys(known).join(", ")}.`,
      );
    }
    if (typeof value !== typeof usual) {
      const accepted =
        { boolean: "true or false", number: "a number" }[String(typeof usual)] ?? "a name";
      throw new UsageError(`${name} must be ${accepted}.`);
    }
    (name in defaultLossWeights ? weights : settings)[name] = value;
  }
  return { settings: settings as Partial<ModelSettings>, weights: weights as Partial<LossWeights> };
}

const choices: Record<string, readonly string[]> = {
  streams: streamModes,
  target: targetModes,
  skip: skipModes,
};

/** What `--set` can change, for the help of commands. */
export function settingsHelp(): string {
  const { preset, ...settings } = resolveSettings("LITE");
  const lines = Object.entries({ ...settings, ...defaultLossWeights }).map(([name, value]) => {
    const names = choices[name] ?? (typeof value === "boolean" ? ["true", "false"] : []);
    const others = names.filter((other) => other !== String(value));
    return `  ${name}=${String(value)}${others.length > 0 ? ` (or ${others.join(", ")})` : ""}`;
  });
  return `What --set can change, as it is in ${preset}:\n${lines.join("\n")}`;
}
