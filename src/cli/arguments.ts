import { InvalidArgumentError } from "commander";

/** Parsers of option values. What they refuse is a usage error. */

export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < least) {
      throw new InvalidArgumentError(`It must be a whole number, ${least} or more.`);
    }
    return value;
  };
}

export function positiveNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError("It must be a number greater than 0.");
  }
  return value;
}

export function oneOf<Value extends string>(values: readonly Value[]) {
  return (text: string): Value => {
    const found = values.find((value) => value.toLowerCase() === text.toLowerCase());
    if (found === undefined)
      throw new InvalidArgumentError(`It must be one of ${values.join(", ")}.`);
    return found;
  };
}

/** Collects `name=value` pairs: a number, true or false where it reads so, a word otherwise. */
export function settingPair(
  text: string,
  before: Record<string, unknown> = {},
): Record<string, unknown> {
  const [name, value, ...rest] = text.split("=");
  if (!name || !value || rest.length > 0) {
    throw new InvalidArgumentError("It must look like name=value, for example width=96.");
  }
  const readings: Record<string, unknown> = { true: true, false: false };
  const number = Number(value);
  return {
    ...before,
    [name]: readings[value] ?? (Number.isNaN(number) ? value.toUpperCase() : number),
  };
}
