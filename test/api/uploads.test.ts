import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Upload } from "tus-js-client";
import { describe, expect } from "vitest";
import { encode } from "../../src/video/encode.ts";
import { testAs, type Api } from "./support/api.ts";

const ADD_CLIP = `mutation ($input: AddClipInput!) {
  addClip(input: $input) { name split frameCount frameRate width height }
}`;

interface Fixtures {
  /** An mp4 of 20 frames, 10 a second, 64×48. */
  video: Buffer;
}

const test = testAs("OPERATOR").extend<Fixtures>({
  video: async ({ api }, use) => {
    const path = join(api.home, "video.mp4");
    await encode(path, movingFrames(20, 64, 48), { width: 64, height: 48, frameRate: 10 });
    await use(await readFile(path));
  },
});

function* movingFrames(count: number, width: number, height: number) {
  for (let frame = 0; frame < count; frame++) {
    yield Uint8Array.from({ length: width * height }, (_, at) => (at + 5 * frame) % 256);
  }
}

const bearer = (token: string) => ({ Authorization: `Bearer ${token}` });

/** Uploads it whole, or stops by itself after the first `stopAfter` bytes; returns the URL. */
function upload(
  { url }: Api,
  token: string,
  file: Buffer,
  { from, stopAfter = Infinity }: { from?: string; stopAfter?: number } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const tus = new Upload(file, {
      endpoint: `${url}/uploads`,
      headers: bearer(token),
      chunkSize: 1000,
      retryDelays: null,
      ...(from !== undefined && { uploadUrl: from }),
      onError: reject,
      onSuccess: () => resolve(tus.url ?? ""),
      onChunkComplete: (_size, accepted) => {
        if (accepted < stopAfter) return;
        void tus.abort().then(() => resolve(tus.url ?? ""));
      },
    });
    tus.start();
  });
}

const idOf = (url: string) => url.split("/").at(-1) ?? "";

function addClip(api: Api, token: string, datasetId: string, source: string) {
  return api.run(ADD_CLIP, { input: { datasetId, name: "Clip", split: "TRAIN", source } }, token);
}

async function offsetOf(url: string, token: string): Promise<string | null> {
  const headers = { ...bearer(token), "Tus-Resumable": "1.0.0" };
  return (await fetch(url, { method: "HEAD", headers })).headers.get("upload-offset");
}

describe("an upload", () => {
  test("goes on where it broke off, and becomes a clip of exactly its frames", async ({
    acme,
    api,
    token,
    video,
  }) => {
    const dataset = await acme.dataset();
    const url = await upload(api, token, video, { stopAfter: 2000 });
    const early = await addClip(api, token, dataset.id, `upload:${idOf(url)}`);
    const offset = Number(await offsetOf(url, token));

    await upload(api, token, video, { from: url });
    const added = await addClip(api, token, dataset.id, `upload:${idOf(url)}`);

    expect(early.errors?.[0]?.extensions.code).toBe("CONFLICT");
    expect(offset).toBeGreaterThanOrEqual(2000);
    expect(offset).toBeLessThan(video.length);
    expect(added.data).toEqual({
      addClip: {
        ...{ name: "Clip", split: "TRAIN" },
        ...{ frameCount: 20, frameRate: 10, width: 64, height: 48 },
      },
    });
  });

  test("is out of another tenant's reach by every method", async ({
    acme,
    api,
    seed,
    token,
    video,
  }) => {
    const url = await upload(api, token, video);
    const globex = await seed.tenant("Globex");
    const theirs = await api.tokenFor(globex);
    const headers = { ...bearer(theirs), "Tus-Resumable": "1.0.0" };

    const methods = ["HEAD", "GET", "PATCH", "DELETE"].map(async (method) => {
      const patch = { "Upload-Offset": "0", "Content-Type": "application/offset+octet-stream" };
      const extra = method === "PATCH" ? { headers: { ...headers, ...patch }, body: "x" } : {};
      return (await fetch(url, { method, headers, ...extra })).status;
    });
    const dataset = await globex.dataset();
    const clip = await addClip(api, theirs, dataset.id, `upload:${idOf(url)}`);

    expect(await Promise.all(methods)).toEqual([404, 404, 404, 404]);
    expect(clip.errors?.[0]?.extensions).toEqual({
      code: "BAD_USER_INPUT",
      path: ["input", "source"],
    });
    expect(await offsetOf(url, token)).toBe(`${video.length}`);
    expect(acme.id).not.toBe(globex.id);
  });

  test("takes a session, and a role that may add clips", async ({ acme, api }) => {
    const viewer = await api.tokenFor(acme, "VIEWER");
    const statuses = [{}, bearer("nobody's"), bearer(viewer)].map(async (headers) => {
      const create = { "Tus-Resumable": "1.0.0", "Upload-Length": "10", ...headers };
      return (await fetch(`${api.url}/uploads`, { method: "POST", headers: create })).status;
    });

    expect(await Promise.all(statuses)).toEqual([401, 401, 403]);
  });

  test("that is too large is refused before its first byte", async ({ api, token }) => {
    const response = await fetch(`${api.url}/uploads`, {
      method: "POST",
      headers: { ...bearer(token), "Tus-Resumable": "1.0.0", "Upload-Length": `${2 ** 45}` },
    });

    expect(response.status).toBe(413);
  });

  test("that is no video is refused with ffmpeg's reason", async ({ acme, api, token }) => {
    const dataset = await acme.dataset();
    const url = await upload(api, token, Buffer.from("Dear diary, today I saw a cyclist.\n"));

    const { errors } = await addClip(api, token, dataset.id, `upload:${idOf(url)}`);

    expect(errors?.[0]?.extensions).toEqual({ code: "BAD_USER_INPUT", path: ["input", "source"] });
    expect(errors?.[0]?.message).toMatch(/must be a video.*: .+/);
    expect(errors?.[0]?.message).not.toContain(api.home);
  });
});
