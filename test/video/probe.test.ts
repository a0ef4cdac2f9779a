import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect } from "vitest";
import { probe } from "../../src/video/probe.ts";
import { VideoError } from "../../src/video/video-error.ts";
import { cutOff, failureOf, makePictures, makeVideo, test } from "./footage.ts";

const data = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

describe("probing", () => {
  test.for([
    ["clip.avi", 10],
    ["clip.mp4", 25],
    ["clip.mkv", 30000 / 1001],
    ["clip.ts", 24],
    ["with spaces, 100% & [brackets]*.mov", 5],
  ] as const)("counts every frame of %s", async ([name, rate], { folder }) => {
    const codec = name.endsWith(".ts") ? ["-c:v", "mpeg2video"] : ["-c:v", "libx264"];
    const url = await makeVideo(join(folder, name), { frames: 37, size: "66x50", rate, codec });

    expect(await probe({ url })).toEqual({
      width: 66,
      height: 50,
      frameCount: 37,
      frameRate: expect.closeTo(rate, 2) as number,
    });
  });

  test("knows a clip of one frame", async ({ folder }) => {
    const url = await makeVideo(join(folder, "one.avi"), { frames: 1 });

    expect(await probe({ url })).toMatchObject({ frameCount: 1, frameRate: 25 });
  });

  test("takes pictures in the order of their numbers, whatever the names", async ({ folder }) => {
    const names = ["frame 2.bmp", "frame 10.bmp", "frame 1%03d.bmp", "frame 9[*].bmp"];
    const url = await makePictures(join(folder, "odd [names] *?%d"), names);
    await writeFile(join(url, "Thumbs.db"), "no picture");
    await writeFile(join(url, ".hidden.bmp"), "no picture");

    expect(await probe({ url, frameRate: 12.5 })).toEqual({
      width: 16,
      height: 12,
      frameCount: 4,
      frameRate: 12.5,
    });
  });

  test.skipIf(!existsSync(data))(
    "agrees with what is known of real footage (needs ../shared/data)",
    async () => {
      expect(await probe({ url: `${data}clips/vtest.avi` })).toEqual({
        width: 768,
        height: 576,
        frameCount: 795,
        frameRate: 10,
      });
      // Official TIFF pictures, which carry a tag that ffmpeg complains of.
      const ucsd = `${data}formats/ucsd/UCSDped2/Test/Test001`;
      expect(await probe({ url: ucsd, frameRate: 10 })).toMatchObject({
        width: 360,
        frameCount: 50,
      });
    },
  );
});

describe("a file that cannot be read to its end", () => {
  test("is refused with ffmpeg's reason and the place where it broke", async ({ folder }) => {
    const whole = await makeVideo(join(folder, "whole.avi"), { frames: 60, size: "320x240" });
    const url = await cutOff(whole, 0.5, join(folder, "half.avi"));

    const error = (await failureOf(probe({ url }))) as VideoError;

    expect(error).toBeInstanceOf(VideoError);
    expect(error.reason).toMatch(/ffmpeg says: .*corrupt/);
    expect(error.place.frame).toBeGreaterThan(15);
    expect(error.place.frame).toBeLessThan(45);
    expect(error.place.seconds).toBeCloseTo((error.place.frame ?? 0) / 10, 5);
    expect(error.message).toMatch(/half\.avi: at frame \d+ \(\d\.\d\d s\): ffmpeg says/);
  });

  test("is refused where its index is missing", async ({ folder }) => {
    const whole = await makeVideo(join(folder, "whole.mp4"));
    const url = await cutOff(whole, 0.8, join(folder, "cut.mp4"));

    await expect(probe({ url })).rejects.toThrow(
      "cut.mp4: It cannot be opened as a video. ffmpeg says: moov atom not found",
    );
  });

  test("is refused where it is no video", async ({ folder }) => {
    for (const [name, content] of [
      ["text.mp4", "nothing to see\n".repeat(1000)],
      ["bytes.avi", Buffer.alloc(5000, 0x5a)],
    ] as const) {
      const url = join(folder, name);
      await writeFile(url, content);
      await expect(probe({ url })).rejects.toThrow(`${name}: It cannot be opened as a video`);
    }
  });

  test("is refused where it has sound but no picture", async ({ folder }) => {
    const url = join(folder, "sound.avi");
    await makeVideo(url, { source: "sine=duration=1", codec: [] });

    await expect(probe({ url })).rejects.toThrow(/sound\.avi: .*no pictures/);
  });

  test("is refused where it is empty, missing or no file", async ({ folder }) => {
    await writeFile(join(folder, "empty.avi"), "");
    await mkdir(join(folder, "nothing"));

    await expect(probe({ url: join(folder, "empty.avi") })).rejects.toThrow("The file is empty");
    await expect(probe({ url: join(folder, "gone.avi") })).rejects.toThrow("does not exist");
    await expect(probe({ url: join(folder, "nothing") })).rejects.toThrow("has no pictures");
    await expect(probe({ url: "/dev/zero" })).rejects.toThrow("neither a file nor a folder");
    await expect(probe({ url: "ftp://host/clip.avi" })).rejects.toThrow(
      "rtsp, rtsps, http and https",
    );
  });

  test("may not be a playlist, which could name any file of the machine", async ({ folder }) => {
    await makeVideo(join(folder, "secret.ts"), { codec: ["-c:v", "mpeg2video"] });
    const playlists = {
      "list.m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\nsecret.ts\n#EXT-X-ENDLIST\n",
      "list.ffconcat": "ffconcat version 1.0\nfile secret.ts\n",
    };
    for (const [name, content] of Object.entries(playlists)) {
      for (const disguise of [name, `${name}.mp4`]) {
        await writeFile(join(folder, disguise), content);
        await expect(probe({ url: join(folder, disguise) })).rejects.toThrow("cannot be opened");
      }
    }
  });
});

describe("a folder of pictures", () => {
  test("of two sizes is refused, naming the picture", async ({ folder }) => {
    const url = await makePictures(folder, ["1.bmp", "2.bmp"]);
    await makePictures(folder, ["3.bmp"], { width: 20, height: 12 });

    await expect(probe({ url })).rejects.toThrow(/3\.bmp: It is 20×12, but 1\.bmp is 16×12/);
  });

  test("of two types is refused, naming the picture", async ({ folder }) => {
    const url = await makePictures(folder, ["1.bmp", "2.png"]);

    await expect(probe({ url })).rejects.toThrow(/2\.png: .* one type/);
  });

  test("with a broken picture is refused at its frame", async ({ folder }) => {
    const names = Array.from({ length: 6 }, (_, index) => `${index}.bmp`);
    const url = await makePictures(folder, names);
    await cutOff(join(folder, "0.bmp"), 0.5, join(folder, "4.bmp"));

    const error = (await failureOf(probe({ url, frameRate: 10 }))) as VideoError;

    expect(error.place).toEqual({ frame: 4, seconds: expect.closeTo(0.4, 5) as number });

    await writeFile(join(folder, "4.bmp"), "no picture");
    await expect(probe({ url })).rejects.toThrow(/4\.bmp: It is not a readable picture/);
  });
});

describe("ffmpeg", () => {
  test("that cannot be started is told of", async ({ folder }) => {
    const url = await makeVideo(join(folder, "clip.avi"));

    await expect(probe({ url }, { ffmpeg: "/nowhere/ffmpeg" })).rejects.toThrow(
      "ffmpeg could not be started: spawn /nowhere/ffmpeg ENOENT",
    );
  });

  test("never shows the credentials of an address", async () => {
    for (const scheme of ["rtsp", "http"]) {
      const url = `${scheme}://user:secret@127.0.0.1:1/stream`;
      const error = (await failureOf(probe({ url }))) as VideoError;

      expect(error.message).toContain("Connection refused");
      expect(error.message).toContain(`${scheme}://127.0.0.1:1/stream`);
      expect(error.message).not.toContain("secret");
    }
  });
});
