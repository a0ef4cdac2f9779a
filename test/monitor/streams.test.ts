import { describe, expect, vi } from "vitest";
import { startRtspServer } from "../support/rtsp-server.ts";
import { until } from "../support/until.ts";
import { patience, test } from "./watching.ts";

vi.setConfig({ testTimeout: 180_000 });

describe("A stream", () => {
  test("that is lost is taken up again, and the gap is said with its reason", async ({
    watching,
  }) => {
    const server = await startRtspServer();
    try {
      const sourceUrl = server.url.replace("rtsp://", "rtsp://viewer:secret@");
      const { id } = await watching.camera(await watching.model(), { sourceUrl, loop: false });
      await watching.want(id, true);
      await watching.monitor();
      await until(async () => (await watching.run(id)).lastSequence > 10n, patience);

      server.disconnect();
      const lost = await until(async () => {
        const run = await watching.run(id);
        return run.state === "RECONNECTING" ? run : undefined;
      }, patience);
      expect(lost.message).not.toContain("secret");
      const gap = await until(async () => {
        const gaps = await watching.gaps(id);
        return gaps.find(({ reason }) => reason === "SOURCE_LOST");
      }, patience);

      expect(gap.missedFrames).toBeNull();
      const segments = await watching.segments(id);
      const before = segments.find(({ lastSequence }) => lastSequence === gap.afterSequence);
      const after = segments.find(({ firstSequence }) => firstSequence > gap.afterSequence);
      expect(Number(gap.fromAt)).toBeGreaterThanOrEqual(Number(before?.endedAt));
      expect(gap.toAt).toEqual(after?.startedAt);
      expect(await watching.run(id)).toMatchObject({ state: "LIVE", reconnects: 1 });
    } finally {
      await server.close();
    }
  });
});
