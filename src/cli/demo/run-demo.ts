import { once } from "node:events";
import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { UnavailableError } from "../../errors.ts";
import { loadConfig, type Config } from "../../platform/config.ts";
import { CommandFailed } from "../failure.ts";
import { importDataset } from "../import-dataset.ts";
import { countClips } from "../local/read-folder.ts";
import { freePort } from "../supervisor/free-port.ts";
import { startAll } from "../supervisor/supervisor.ts";
import { formatTable } from "../terminal/table.ts";
import { demoAccount } from "./account.ts";
import { Api } from "./api.ts";
import { startCamera, stopOldCameras } from "./camera.ts";
import { evaluate, type Result } from "./evaluate.ts";
import { farewell } from "./farewell.ts";
import { prepareFootage, type Footage, type Source } from "./footage.ts";
import { Screen } from "./screen.ts";
import { train } from "./train.ts";
import { Watch } from "./watch.ts";

interface Options extends Source {
  once: boolean;
}

/** Small enough that two cores learn in two minutes what normal looks like. */
const training = {
  preset: "LITE",
  seed: 1,
  maxSeconds: 120,
  settings: { width: 128, height: 80 },
};

/** Runs the platform in a home of its own and uses it as a client would. */
export async function runDemo(options: Options, stopping: AbortSignal): Promise<void> {
  const screen = new Screen();
  const started = performance.now();
  const config = await demoConfig();
  await mkdir(config.mediaDir, { recursive: true });
  const footage = await prepareFootage(options, config.mediaDir, stopping);

  const logFile = join(config.home, "vigil.log");
  const log = await open(logFile, "a");
  screen.line(`Starting database, server, worker and monitor; their log is ${logFile}.`);
  const running = await startAll(config, {
    workers: 1,
    monitors: 1,
    output: log.fd,
    report: (sentence) => void log.write(`${sentence}\n`),
  });
  const api = new Api(running.url);
  try {
    const account = await demoAccount(running.databaseUrl, config.home);
    await api.signIn(account.email, account.password);
    await stopOldCameras(api);
    const datasetId = await importDataset(running.databaseUrl, account.tenantId, footage);

    const name = `${footage.name} model`;
    const model = await train(api, { ...training, name, datasetId }, stopping);
    const results = await figures(api, screen, footage, { modelId: model.id, datasetId }, stopping);

    const camera = await startCamera(api, footage, model.id);
    screen.line(
      `The camera watches ${footage.watch}. Scores from ${camera.threshold} are anomalous.`,
    );
    const minutes = ((performance.now() - started) / 60_000).toFixed(1);
    screen.line(`From start to live scores: ${minutes} minutes.`);
    const ids = { cameraId: camera.cameraId, modelId: model.id };
    const showNext = (): void => screen.line(farewell(running.url, account, ids));

    const watch = new Watch(api, screen, camera);
    const end = new AbortController();
    const watching = watch.run(AbortSignal.any([stopping, end.signal]));
    try {
      await watchFor(watch, footage, stopping);
      showNext();
      if (!options.once && !stopping.aborted) {
        screen.line("Ctrl-C ends the demo.");
        await once(stopping, "abort");
      }
    } finally {
      end.abort();
      await watching;
    }
    if (options.once) requireSuccess(results, watch, footage);
  } finally {
    screen.line("Stopping.");
    await api.close();
    await running.stop();
    await log.close();
  }
}

/** The demo's own home: real data are not touched, and DATABASE_URL's server is left alone. */
async function demoConfig(): Promise<Config> {
  const config = loadConfig();
  delete config.databaseUrl;
  const home = join(config.home, "demo");
  const port = await freePort(config.port).catch((error: unknown) => {
    if (error instanceof UnavailableError) return freePort(0);
    throw error;
  });
  return { ...config, home, mediaDir: join(home, "media"), port };
}

/** Evaluates and shows the figures, each with its protocol; none where the footage has no labels. */
async function figures(
  api: Api,
  screen: Screen,
  footage: Footage,
  ids: { modelId: string; datasetId: string },
  signal: AbortSignal,
): Promise<Result[]> {
  if (countClips(footage.clips).anomalous === 0) {
    screen.line("The footage has no labels, so there is no AUC to measure.");
    return [];
  }
  const { results, frameCount, anomalousFrameCount } = await evaluate(api, ids, signal);
  screen.line(`${anomalousFrameCount} of ${frameCount} test frames are labelled anomalous.`);
  const rows = results.map(({ normalisation, streams, smoothing, auc, aucLow, aucHigh }) => [
    ...[normalisation, streams, smoothing, auc.toFixed(3)],
    `${aucLow.toFixed(3)} – ${aucHigh.toFixed(3)}`,
  ]);
  screen.line(formatTable([["protocol", "streams", "smoothing", "AUC", "95 % interval"], ...rows]));
  return results;
}

/** Until the footage has been seen once, and no longer than it may take. */
async function watchFor(watch: Watch, footage: Footage, signal: AbortSignal): Promise<void> {
  const wanted = framesToSee(footage);
  const deadline = performance.now() + 30_000 + (2000 * wanted) / footage.frameRate;
  while (watch.seen.scores < wanted && performance.now() < deadline && !signal.aborted) {
    await pause(200);
  }
}

const framesToSee = ({ watchedFrames }: Footage): number => Math.min(watchedFrames, 600) - 5;

function requireSuccess(results: readonly Result[], { seen }: Watch, footage: Footage): void {
  const labelled = countClips(footage.clips).anomalous > 0;
  if (labelled && !results.some(({ auc }) => Number.isFinite(auc))) {
    throw new CommandFailed("The evaluation gave no AUC.");
  }
  const wanted = framesToSee(footage);
  if (seen.scores < wanted) {
    throw new CommandFailed(`Only ${seen.scores} of ${wanted} scores arrived in time.`);
  }
}
