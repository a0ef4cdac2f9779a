import type { Command } from "commander";
import { stopSignal } from "../../platform/lifecycle.ts";
import { positiveNumber } from "../arguments.ts";
import { print, printJson } from "../terminal/print.ts";
import { sparkline } from "../terminal/sparkline.ts";

interface Options {
  threshold: number;
  json?: true;
  csv?: true;
}

interface ScoredFrame {
  frame: number;
  seconds: number;
  score: number;
  psnr: number;
}

export function addScore(program: Command): void {
  program
    .command("score")
    .description("Score every frame of a video as a running camera would, without any server.")
    .argument("<model>", "a weights file that `vigil train` wrote")
    .argument("<video>", "a video, or a folder of pictures")
    .option(
      "--threshold <score>",
      "what counts as anomalous in the summary, 0..1",
      positiveNumber,
      0.5,
    )
    .option("--json", "print the frames' scores as JSON")
    .option("--csv", "print the frames' scores as CSV")
    .addHelpText(
      "after",
      "\nScores are 0..1; 0.5 is the 99th percentile of the normal footage held out in training.",
    )
    .action(run);
}

async function run(modelFile: string, video: string, options: Options): Promise<void> {
  const stopping = stopSignal();
  const { loadModelFile } = await import("../../engine/weights.ts");
  const { probe } = await import("../../video/probe.ts");
  const { withClips } = await import("../local/with-clips.ts");
  const { scoreClips } = await import("../local/score-clips.ts");
  const { frameScore } = await import("../../engine/scores.ts");

  const model = await loadModelFile(modelFile);
  const { settings, calibration } = model;
  const { frameRate, frameCount } = await probe({ url: video }, { signal: stopping });
  const place = { name: video, path: video, frameRate };
  const [terms] = await withClips([place], { ...settings, signal: stopping }, (clips) =>
    scoreClips(model, clips, stopping),
  );
  model.dispose();

  const first = terms?.firstFrame ?? 0;
  const frames = (terms?.frames ?? []).map((frame, index): ScoredFrame => ({
    frame: first + index,
    seconds: (first + index) / frameRate,
    score: frameScore(frame, calibration),
    psnr: frame.psnr,
  }));
  if (options.json) printJson({ model: modelFile, video, frameCount, frameRate, frames });
  else if (options.csv) printCsv(frames);
  else summarise(frames, options.threshold);
}

function printCsv(frames: readonly ScoredFrame[]): void {
  print("frame,seconds,score,psnr");
  for (const { frame, seconds, score, psnr } of frames) {
    print([frame, seconds.toFixed(3), score.toFixed(6), psnr.toFixed(3)].join(","));
  }
}

function summarise(frames: readonly ScoredFrame[], threshold: number): void {
  print(
    sparkline(
      frames.map(({ score }) => score),
      process.stdout.columns ?? 80,
    ),
  );
  const above = spansAbove(frames, threshold);
  print(`${frames.length} frames scored; ${above.length} stretches at or above ${threshold}.`);
  for (const { from, to, peak } of above) {
    print(
      `frames ${from.frame}–${to.frame} (${from.seconds.toFixed(1)}–${to.seconds.toFixed(1)} s), ` +
        `highest ${peak.score.toFixed(3)} at frame ${peak.frame}`,
    );
  }
}

function spansAbove(frames: readonly ScoredFrame[], threshold: number) {
  const spans: { from: ScoredFrame; to: ScoredFrame; peak: ScoredFrame }[] = [];
  let open: (typeof spans)[number] | undefined;
  for (const frame of frames) {
    if (frame.score < threshold) {
      open = undefined;
    } else if (open) {
      open.to = frame;
      if (frame.score > open.peak.score) open.peak = frame;
    } else {
      spans.push((open = { from: frame, to: frame, peak: frame }));
    }
  }
  return spans;
}
