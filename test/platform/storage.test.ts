import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test as base } from "vitest";
import { InvalidInputError } from "../../src/errors.ts";
import { prepareStorage, resolveSource, storageFolders } from "../../src/platform/storage.ts";

interface Folders {
  config: { home: string; mediaDir: string };
}

const tenantId = "0d5a7d6e-6b0c-4c8a-9d36-3d7f3d0ad001";
const other = "0d5a7d6e-6b0c-4c8a-9d36-3d7f3d0ad002";

const test = base.extend<Folders>({
  config: async ({}, use) => {
    const home = await realpath(await mkdtemp(join(tmpdir(), "vigil-storage-")));
    const config = { home, mediaDir: join(home, "media") };
    await prepareStorage(config);
    await writeFile(join(config.mediaDir, "door.mp4"), "");
    await writeFile(join(home, "secret"), "");
    for (const tenant of [tenantId, other]) {
      const uploads = storageFolders(config).uploads(tenant);
      await mkdir(uploads, { recursive: true });
      await writeFile(join(uploads, `clip-of-${tenant}`), "");
    }
    await use(config);
    await rm(home, { recursive: true });
  },
});

describe("resolveSource", () => {
  test("finds what lies under the media folder", async ({ config }) => {
    expect(await resolveSource("media:door.mp4", tenantId, config)).toBe(
      join(config.mediaDir, "door.mp4"),
    );
  });

  test("finds a tenant's own upload and no other's", async ({ config }) => {
    expect(await resolveSource(`upload:clip-of-${tenantId}`, tenantId, config)).toBe(
      join(config.home, "uploads", tenantId, `clip-of-${tenantId}`),
    );
    await expect(resolveSource(`upload:clip-of-${other}`, tenantId, config)).rejects.toThrow(
      /does not exist/,
    );
  });

  test.for([
    "media:../secret",
    "media:/etc/passwd",
    "media:",
    "media:missing.mp4",
    "media:link",
    `upload:../${other}/clip-of-${other}`,
    "file:/etc/passwd",
    "ftp://host/clip.mp4",
    "door.mp4",
    "rtsp://",
  ])("refuses %s", async (source, { config }) => {
    await symlink(join(config.home, "secret"), join(config.mediaDir, "link"));
    const refusal = await resolveSource(source, tenantId, config).catch((e: unknown) => e);
    expect(refusal).toBeInstanceOf(InvalidInputError);
    expect(refusal).toMatchObject({ path: "source" });
  });

  test("takes a file of the operator's only where that is allowed", async ({ config }) => {
    const file = join(config.home, "secret");
    const source = `file:${file}`;
    expect(await resolveSource(source, tenantId, config, { allowFiles: true })).toBe(file);
  });

  test("leaves the address of a stream as it is", async ({ config }) => {
    const url = "rtsp://user:password@camera.example/stream";
    expect(await resolveSource(url, tenantId, config)).toBe(url);
  });
});
