import { mkdir, realpath, stat } from "node:fs/promises";
import { isAbsolute, join, relative, resolve } from "node:path";
import { InvalidInputError } from "../errors.ts";
import type { Config } from "./config.ts";

/** The folders under home. The database's is its own affair. */
export function storageFolders({ home }: Pick<Config, "home">) {
  return {
    /** Finished models, each named by the SHA-256 of what it holds. */
    weights: join(home, "weights"),
    /** What a training goes on from, one folder a job. */
    checkpoints: join(home, "checkpoints"),
    /** May be emptied at any time. */
    cache: join(home, "cache"),
    uploads: (tenantId: string) => join(home, "uploads", tenantId),
  };
}

/** Makes the folders that every process may count on. */
export async function prepareStorage(config: Pick<Config, "home" | "mediaDir">): Promise<void> {
  const { weights, checkpoints, cache } = storageFolders(config);
  const folders = [weights, checkpoints, cache, join(config.home, "uploads"), config.mediaDir];
  await Promise.all(folders.map((folder) => mkdir(folder, { recursive: true })));
}

/**
 * Where a clip or a camera's picture comes from: a path for `media:PATH`, `upload:ID` and, only
 * where the operator's own command named it, `file:PATH`; streams and web addresses as they are.
 */
export async function resolveSource(
  source: string,
  tenantId: string,
  config: Pick<Config, "home" | "mediaDir">,
  { allowFiles = false } = {},
): Promise<string> {
  const [, scheme = "", rest = ""] = /^([a-z]+):(.*)$/s.exec(source) ?? [];
  switch (scheme) {
    case "rtsp":
    case "rtsps":
    case "http":
    case "https":
      if (URL.parse(source)?.hostname) return source;
      break;
    case "media":
      return within(config.mediaDir, rest, source);
    case "upload":
      // An identifier, nothing that could climb out of the tenant's folder.
      if (!/^[\w-]+$/.test(rest)) break;
      return within(storageFolders(config).uploads(tenantId), rest, source);
    case "file":
      if (!allowFiles || !isAbsolute(rest)) break;
      return existing(rest, source);
  }
  throw new InvalidInputError(
    "source",
    `“${source}” is not media:PATH, upload:ID, or an rtsp, rtsps, http or https address.`,
  );
}

/** Links are followed first: one that leads out of the folder is refused like a path that does. */
async function within(folder: string, path: string, source: string): Promise<string> {
  const refusal = new InvalidInputError("source", `“${source}” leaves its folder.`);
  const asWritten = resolve(folder, path);
  if (!contains(folder, asWritten)) throw refusal;
  const target = await existing(asWritten, source);
  if (!contains(await realpath(folder), target)) throw refusal;
  return target;
}

function contains(folder: string, path: string): boolean {
  const steps = relative(folder, path);
  return steps !== "" && !steps.startsWith("..") && !isAbsolute(steps);
}

async function existing(path: string, source: string): Promise<string> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new InvalidInputError("source", `“${source}” does not exist on the server.`);
  return realpath(path);
}
