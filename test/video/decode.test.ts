import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { readFile } from "node:fs/promises";
import { describe, expect } from "vitest";
import { decode } from "../../src/video/decode.ts";
import { VideoError } from "../../src/video/video-error.ts";
import { startRtspServer } from "../support/rtsp-server.ts";
import { until } from "../support/until.ts";
import { collect, cutOff, failureOf, makePictures, makeVideo, test } from "./footage.ts";

const small = { width: 16, height: 12 };
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `${index}.bmp`);

/** The ffmpeg processes that this one started and that are alive (Linux). */
function children(): string[] {
  return readdirSync("/proc")
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
        return stat.includes("(ffmpeg") && stat.split(") ")[1]?.split(" ")[1] === `${process.pid}`;
      } catch {
        return false; // it ended meanwhile
      }
    });
}

describe("decoding", () => {
  test("gives each picture of a folder as grey bytes, in order", async ({ folder }) => {
    const url = await makePictures(folder, numbered(12)); // 10.bmp comes after 9.bmp
    const frames = await collect(decode({ url }, small));

    expect(frames).toHaveLength(12);
    for (const [index, frame] of frames.entries()) {
      expect(frame).toEqual(new Uint8Array(16 * 12).fill(10 * index));
    }
  });

  test("gives every frame of a video once, at the size asked for", async ({ folder }) => {
    const url = await makeVideo(join(folder, "clip.avi"), { frames: 41, size: "160x120" });
    const frames = await collect(decode({ url }, { width: 50, height: 31 }));

    expect(frames).toHaveLength(41);
    expect(new Set(frames.map((frame) => frame.length))).toEqual(new Set([50 * 31]));
  });

  test("resamples to another frame rate", async ({ folder }) => {
    const url = await makeVideo(join(folder, "clip.avi"), { frames: 40, rate: 20 });

    expect(await collect(decode({ url }, { ...small, frameRate: 5 }))).toHaveLength(10);
    expect(await collect(decode({ url }, { ...small, frameRate: 40 }))).toHaveLength(80);
  });

  test("at its own pace takes the time that the footage takes", async ({ folder }) => {
    const url = await makeVideo(join(folder, "clip.avi"), { frames: 20, rate: 10 });
    const start = performance.now();
    const frames = await collect(decode({ url }, { ...small, realTime: true }));

    expect(frames).toHaveLength(20);
    expect(performance.now() - start).toBeGreaterThan(1000);
  });

  test("blackens the masks and nothing else", async ({ folder }) => {
    const url = await makePictures(folder, ["a.bmp", "b.bmp"]);
    const left = [[0, 0], [0.5, 0], [0.5, 1], [0, 1]]; // prettier-ignore
    const [, frame] = await collect(decode({ url }, { ...small, masks: [left] }));
    const rows = Array.from({ length: 12 }, (_, row) => [
      ...(frame ?? []).slice(row * 16, row * 16 + 16),
    ]);

    for (const row of rows) {
      expect(row).toEqual([...new Array<number>(8).fill(0), ...new Array<number>(8).fill(10)]);
    }
  });

  test("waits while nobody pulls, and loses nothing", async ({ folder }) => {
    // 2,000 frames of 120 kB are far more than all pipes hold.
    const url = await makeVideo(join(folder, "clip.avi"), { frames: 2000, size: "32x32" });
    const frames = decode({ url }, { width: 400, height: 300 });
    const before = process.memoryUsage().arrayBuffers;
    await frames.next();

    let last = "";
    await until(() => {
      // Its processor time stands still once the pipe is full.
      const [child = ""] = children();
      const now = readFileSync(`/proc/${child}/stat`, "utf8").split(" ").slice(13, 15).join();
      const still = now === last;
      last = now;
      return still;
    }, { every: 300 }); // prettier-ignore

    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20e6);
    expect(await collect(frames)).toHaveLength(1999);
  });

  test("of a damaged clip gives what is before the damage, then the reason and the place", async ({
    folder,
  }) => {
    const whole = await makeVideo(join(folder, "whole.avi"), { frames: 60, size: "320x240" });
    const url = await cutOff(whole, 0.5, join(folder, "half.avi"));
    let frames = 0;
    const run = async () => {
      for await (const frame of decode({ url, frameRate: 10 }, small))
        frames += frame.length > 0 ? 1 : 0;
    };

    const error = (await failureOf(run())) as VideoError;

    expect(error).toBeInstanceOf(VideoError);
    expect(frames).toBeGreaterThan(15);
    expect(error.place).toEqual({ frame: frames, seconds: frames / 10 });
  });

  test("as a camera passes over the damage", async ({ folder }) => {
    const whole = await makeVideo(join(folder, "whole.avi"), {
      frames: 20,
      rate: 50,
      size: "160x120",
    });
    const url = await cutOff(whole, 0.7, join(folder, "cut.avi"));

    expect((await collect(decode({ url }, { ...small, realTime: true }))).length).toBeGreaterThan(
      5,
    );
  });

  test("refuses sizes and rates that no frame has", async ({ folder }) => {
    const url = await makePictures(folder, ["a.bmp"]);
    const refused = async (options: object, message: string) => {
      await expect(collect(decode({ url }, { ...small, ...options }))).rejects.toThrow(message);
    };

    await refused({ width: 0 }, "width is 0");
    await refused({ height: 1.5 }, "height is 1.5");
    await refused({ frameRate: 0 }, "frameRate is 0");
    await refused({ frameRate: Number.NaN }, "frameRate is NaN");
  });
});

describe("stopping", () => {
  test("ends ffmpeg when the loop is left", async ({ folder }) => {
    const url = await makeVideo(join(folder, "clip.avi"), { frames: 500 });
    for await (const frame of decode({ url }, { width: 320, height: 240 })) {
      expect(frame).toHaveLength(320 * 240);
      expect(children()).toHaveLength(1);
      break;
    }
    expect(children()).toEqual([]);
  });

  test("ends ffmpeg when the consumer throws", async ({ folder }) => {
    const url = await makePictures(folder, numbered(300));
    const run = async () => {
      for await (const frame of decode({ url }, small)) throw new Error(`of ${frame.length} bytes`);
    };

    await expect(run()).rejects.toThrow("of 192 bytes");
    expect(children()).toEqual([]);
  });

  test("by the signal works while a frame is awaited", async () => {
    // A server that accepts and never answers.
    const server = createServer(() => undefined).listen(0, "127.0.0.1");
    await until(() => server.listening);
    const { port } = server.address() as AddressInfo;
    const controller = new AbortController();
    const url = `http://127.0.0.1:${port}/silent`;
    const first = decode({ url }, { ...small, signal: controller.signal }).next();
    await until(() => children().length === 1);

    controller.abort(new Error("no longer wanted"));

    await expect(first).rejects.toThrow("no longer wanted");
    expect(children()).toEqual([]);
    server.closeAllConnections();
    server.close();
  });

  test("before the start starts nothing", async ({ folder }) => {
    const url = await makePictures(folder, ["a.bmp"]);
    const signal = AbortSignal.abort(new Error("too late"));

    await expect(collect(decode({ url }, { ...small, signal }))).rejects.toThrow("too late");
  });
});

describe("a network source", () => {
  test("is read over HTTP", async ({ folder }) => {
    const path = await makeVideo(join(folder, "clip.mkv"), { frames: 25 });
    const server = createServer(
      (_, response) => void readFile(path).then((file) => response.end(file)),
    );
    server.listen(0, "127.0.0.1");
    await until(() => server.listening);
    const { port } = server.address() as AddressInfo;

    const frames = await collect(decode({ url: `http://127.0.0.1:${port}/clip.mkv` }, small));

    expect(frames).toHaveLength(25);
    server.close();
  });

  test("may not lead to a file of this machine by a playlist", async ({ folder }) => {
    const secret = await makeVideo(join(folder, "secret.ts"), { codec: ["-c:v", "mpeg2video"] });
    const list = `#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nfile://${secret}\n#EXT-X-ENDLIST\n`;
    const server = createServer((_, response) => response.end(list)).listen(0, "127.0.0.1");
    await until(() => server.listening);
    const { port } = server.address() as AddressInfo;

    await expect(
      collect(decode({ url: `http://127.0.0.1:${port}/a.m3u8` }, small)),
    ).rejects.toThrow(VideoError);
    server.close();
  });

  test("is read over RTSP, and its loss ends the frames", async () => {
    const server = await startRtspServer();
    let frames = 0;
    const run = async () => {
      for await (const frame of decode({ url: server.url }, small)) {
        expect(frame).toHaveLength(16 * 12);
        if (++frames === 8) server.disconnect();
      }
    };

    await run().catch((error: unknown) => expect(error).toBeInstanceOf(VideoError));

    expect(frames).toBeGreaterThanOrEqual(8);
    expect(children().length).toBeLessThanOrEqual(1); // the server's own
    await server.close();
  });
});
