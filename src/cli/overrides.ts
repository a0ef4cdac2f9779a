import { resolveSettings, type ModelSettings, type Preset } from "../engine/settings.ts";
import { UsageError } from "./failure.ts";

/** What `--set` gave, where each name is a setting's and each value of its kind. */
export function checkOverrides(
  preset: Preset,
  given: Record<string, unknown>,
): Partial<ModelSettings> {
  const known: Partial<ModelSettings> = resolveSettings(preset);
  delete known.preset;
  for (const [name, value] of Object.entries(given)) {
    const usual = (known as Record<string, unknown>)[name];
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
  }
  return given;
}
