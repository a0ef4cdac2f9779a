import { InvalidInputError } from "../errors.ts";
import type { Config } from "../platform/config.ts";
import { resolveSource } from "../platform/storage.ts";

/** Where `media:` and `upload:` sources lie. */
export type SourceFolders = Pick<Config, "home" | "mediaDir">;

const accepted = "an rtsp, rtsps, http or https address, or media:PATH";
const longestUrl = 2000;

/** Throws unless a camera can be watched at `url`; a file under the media folder must exist. */
export async function checkCameraUrl(
  path: string,
  url: string,
  tenantId: string,
  folders: SourceFolders,
): Promise<void> {
  if (url.length > longestUrl || !(isAddress(url) || url.startsWith("media:"))) {
    throw new InvalidInputError(path, `${path} must be ${accepted}.`);
  }
  await locate(path, url, tenantId, folders);
}

/** The place of a source, whose refusal names the argument that it came in. */
export async function locate(
  path: string,
  source: string,
  tenantId: string,
  folders: SourceFolders,
): Promise<string> {
  try {
    return await resolveSource(source, tenantId, folders);
  } catch (error) {
    if (error instanceof InvalidInputError) throw new InvalidInputError(path, error.message);
    throw error;
  }
}

function isAddress(url: string): boolean {
  return /^(rtsps?|https?):\/\//.test(url) && URL.canParse(url) && new URL(url).hostname !== "";
}

/** Cameras that take their password in the address each have a name of their own for it. */
const secrets =
  /((?:pass(?:word|wd)?|pwd|user(?:name)?|login|token|auth|key|secret|sig(?:nature)?)=)[^&;/?#]*/gi;

/** The address without the credentials that it carries. */
export function publicUrl(url: string): string {
  if (!isAddress(url)) return url;
  const address = new URL(url);
  const bare = url.replace(/^([a-z]+:\/\/)[^/?#]*/, `$1${address.host}`);
  return bare.replace(secrets, "$1***");
}
