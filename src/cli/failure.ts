import { CommanderError } from "commander";
import { AppError } from "../errors.ts";
import { say } from "./terminal/print.ts";

/** Wrong usage, found only when the command ran. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** What the command was asked for did not come about; the message says why. */
export class CommandFailed extends Error {
  override readonly name = "CommandFailed";
}

/** The command was interrupted; the message says what is kept. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** Errors whose message is for the user. By name: importing some of them would load TensorFlow. */
const explained = new Set([
  ...["CommandFailed", "ConfigError", "DatasetError", "DivergedError", "FootageError"],
  ...["ScoreError", "SettingError", "UsageError", "VideoError", "WeightsError"],
]);

/** Says what went wrong and gives the exit code: 1 for a failure, 2 for wrong usage, 130 for Ctrl-C. */
export function exitCodeOf(error: unknown, { verbose }: { verbose: boolean }): number {
  // Commander has said it already; asking for help is no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const { message, stack, name } = error instanceof Error ? error : new Error(String(error));
  if (name === "Interrupted" || name === "AbortError") {
    say(name === "Interrupted" ? message : "Interrupted.");
    return 130;
  }
  // What the operating system refuses ("ENOENT: no such file…") explains itself.
  const isExplained = error instanceof AppError || explained.has(name) || isSystemError(error);
  say(`vigil: ${verbose || !isExplained ? (stack ?? message) : message}`);
  return name === "UsageError" || name === "SettingError" ? 2 : 1;
}

const isSystemError = (error: unknown): boolean => error instanceof Error && "syscall" in error;
