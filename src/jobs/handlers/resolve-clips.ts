import type { Config } from "../../platform/config.ts";
import { resolveSource } from "../../platform/storage.ts";
import { ClipError } from "./clip-error.ts";
import type { ClipFootage } from "./compute-messages.ts";

/** Where the stored clips lie now. An operator's import names files anywhere on the server. */
export async function resolveClips(
  clips: readonly { id: string; name: string; source: string; frameRate: number }[],
  tenantId: string,
  config: Config,
): Promise<ClipFootage[]> {
  const resolved: ClipFootage[] = [];
  for (const { id, name, source, frameRate } of clips) {
    const path = await resolveSource(source, tenantId, config, { allowFiles: true }).catch(
      (error: unknown) => {
        throw new ClipError(name, error);
      },
    );
    resolved.push({ id, name, path, frameRate });
  }
  return resolved;
}
