/** The thread in which TensorFlow runs: it holds the models and what each knows of its cameras. */
import { parentPort } from "node:worker_threads";
import type { Model } from "../engine/model.ts";
import { StreamScorer } from "../engine/stream-scorer.ts";
import { loadModel } from "../engine/weights.ts";
import type { ScoringAnswer, ScoringCall, ScoringResult } from "./scoring-messages.ts";

const opened = new Map<number, { model: Model; scorer: StreamScorer }>();
let turn: Promise<void> = Promise.resolve();

parentPort?.on("message", ({ id, call }: { id: number; call: ScoringCall }) => {
  turn = turn.then(async () => parentPort?.postMessage(await answer(id, call)));
});

async function answer(id: number, call: ScoringCall): Promise<ScoringAnswer> {
  try {
    return { id, result: await perform(call) };
  } catch (error) {
    return { id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

async function perform(call: ScoringCall): Promise<ScoringResult> {
  if (call.kind === "open") {
    const model = await loadModel(call.weightsFolder, call.weightsSha256);
    const scorer = new StreamScorer(model);
    await rehearse(scorer, model);
    opened.set(call.scorer, { model, scorer });
    return { settings: model.settings, calibration: model.calibration };
  }
  const found = opened.get(call.scorer);
  if (!found) throw new Error(`Scorer ${call.scorer} is not open.`);
  const { model, scorer } = found;
  switch (call.kind) {
    case "score": {
      for (const { camera, cut } of call.frames) if (cut) scorer.reset(camera);
      const frames = new Map(call.frames.map(({ camera, pixels }) => [camera, pixels]));
      const terms = await scorer.score(frames);
      return call.frames.map(({ camera }) => terms.get(camera));
    }
    case "forget":
      scorer.remove(call.camera);
      return undefined;
    case "close":
      scorer.dispose();
      model.dispose();
      opened.delete(call.scorer);
      return undefined;
  }
}

/** TensorFlow's first run of a network takes many times as long as those after it; no camera waits yet. */
async function rehearse(scorer: StreamScorer, { settings }: Model): Promise<void> {
  const blank = new Uint8Array(settings.width * settings.height);
  await scorer.score(new Map([["rehearsal", blank]]));
  scorer.remove("rehearsal");
}
