import { pino } from "pino";
import type { Logger } from "pino";
import pretty from "pino-pretty";

export type { Logger };

/** On stderr, as stdout is for what a command was asked for: JSON lines, or readable on a terminal. */
export function createLogger({ level, name }: { level: string; name?: string }): Logger {
  const options = { level, ...(name !== undefined && { name }) };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ fd: 2, sync: true }));
  return pino(options, pretty({ destination: 2, sync: true, ignore: "pid,hostname" }));
}
