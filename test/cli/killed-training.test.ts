import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import type { Position } from "../../src/engine/checkpoint.ts";
import { decodeTensors } from "../../src/engine/safetensors.ts";
import { until } from "../support/until.ts";
import { writeSmallDataset } from "./small-dataset.ts";
import { Vigil, vigil } from "./vigil.ts";

vi.setConfig({ testTimeout: 240_000 });

test("a training that is killed again and again ends with the same file", async () => {
  const cwd = await mkdtemp(join(tmpdir(), "vigil-killed-"));
  const tiny = ["width=16", "height=16", "baseChannels=4", "memoryItems=3"];
  const args = (out: string): string[] => [
    ...["train", "data", "--epochs", "30", "--out", out, "--json"],
    ...tiny.flatMap((setting) => ["--set", setting]),
  ];
  const stepKept = async (): Promise<number> => {
    const bytes = await readFile(join(cwd, "killed", "checkpoint")).catch(() => undefined);
    if (!bytes) return 0;
    return (JSON.parse(decodeTensors(bytes).metadata["position"] ?? "") as Position).step;
  };
  try {
    await writeSmallDataset(join(cwd, "data"));
    const whole = JSON.parse((await vigil(args("whole"), { cwd })).stdout) as Record<string, unknown>; // prettier-ignore

    let kept = 0;
    for (let kill = 0; kill < 3; kill++) {
      const run = new Vigil(args("killed"), { cwd, direct: true });
      await until(async () => (await stepKept()) > kept, { timeout: 60_000 });
      run.process.kill("SIGKILL");
      await run.ended();
      kept = await stepKept();
      expect(kept).toBeLessThan(Number(whole["steps"]));
    }
    const resumed = JSON.parse((await vigil(args("killed"), { cwd })).stdout) as Record<string, unknown>; // prettier-ignore

    expect(resumed["steps"]).toBe(whole["steps"]);
    expect(resumed["sha256"]).toBe(whole["sha256"]);
  } finally {
    await rm(cwd, { recursive: true, force: true });
  }
});
