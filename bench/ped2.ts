/**
 * The whole platform on UCSD Ped2, from outside: import, startTraining, evaluation, then two test
 * clips as looped cameras with a subscriber that loses its connection twice.
 *
 *   npm run bench:ped2 -- FOLDER [--preset LITE] [--minutes 12] [--home DIR]
 *
 * Prints what it measured and writes it to bench/results/ped2.json.
 */
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createClient, type Client } from "graphql-ws";
import { WebSocket } from "ws";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    preset: { type: "string", default: "LITE" },
    minutes: { type: "string", default: "12" },
    seconds: { type: "string", default: "60" },
    home: { type: "string" },
    port: { type: "string", default: "4600" },
  },
});
const folder = resolve(positionals[0] ?? "../shared/data/ped2");
const home = values.home ?? mkdtempSync(join(tmpdir(), "vigil-ped2-"));
const address = `localhost:${values.port}`;
const vigil = fileURLToPath(new URL("../bin/vigil.js", import.meta.url));
const env = { ...process.env, VIGIL_HOME: home, VIGIL_MEDIA_DIR: folder, PORT: values.port };
const credentials = { email: "bench@vigil.example", password: "correct horse battery staple" };
let token = "";

const say = (text: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${text}`);
const sleep = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

async function request<Data>(
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const response = await fetch(`http://${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

function runVigil<Result>(args: string[], input?: string): Result {
  const { status, stdout, stderr } = spawnSync(process.execPath, [vigil, ...args, "--json"], {
    env,
    input,
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`vigil ${args.join(" ")}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

async function finished<Row extends { status: string; error?: string | null }>(
  read: () => Promise<Row>,
  describe: (row: Row) => string,
): Promise<Row> {
  for (let last = ""; ; await sleep(5000)) {
    const row = await read();
    const text = describe(row);
    if (text !== last) say((last = text));
    if (row.status === "SUCCEEDED") return row;
    if (row.status === "FAILED" || row.status === "CANCELLED")
      throw new Error(row.error ?? row.status);
  }
}

interface Watch {
  received: number[];
  gaps: { reason: string; missedFrames: number | null }[];
  connections: number;
}

/** Follows a camera for `seconds`, cutting its own connection `cuts` times on the way. */
async function watch(cameraId: string, seconds: number, cuts: number): Promise<Watch> {
  const seen: Watch = { received: [], gaps: [], connections: 0 };
  for (let part = 0; part <= cuts; part++) {
    const client: Client = createClient({
      url: `ws://${address}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token}` },
      retryAttempts: 0,
    });
    seen.connections++;
    const after = seen.received.at(-1) ?? 0;
    const query = `subscription ($id: ID!, $after: SafeInt) { anomalyScores(cameraId: $id, after: $after) {
      __typename ... on AnomalyScore { sequence score } ... on ScoreGap { reason missedFrames } } }`;
    client.subscribe(
      { query, variables: { id: cameraId, after } },
      {
        next: ({ data }) => {
          const event = data?.["anomalyScores"] as {
            __typename: string;
            sequence: number;
            reason: string;
            missedFrames: number | null;
          };
          if (event.__typename === "AnomalyScore") seen.received.push(event.sequence);
          else seen.gaps.push({ reason: event.reason, missedFrames: event.missedFrames });
        },
        error: () => undefined,
        complete: () => undefined,
      },
    );
    await sleep((seconds * 1000) / (cuts + 1));
    client.terminate();
    if (part < cuts) await sleep(2000); // scores go on being made meanwhile
  }
  return seen;
}

const up = spawn(process.execPath, [vigil, "up"], { env, stdio: ["ignore", "ignore", "inherit"] });
try {
  for (;;) {
    const ready = await fetch(`http://${address}/readyz`).catch(() => undefined);
    if (ready?.ok) break;
    await sleep(500);
  }
  const tenant = runVigil<{ tenantId: string }>(
    ["tenant", "create", "Ped2", "--email", credentials.email, "--password-stdin"],
    credentials.password,
  );
  const imported = runVigil<{ datasetId: string }>([
    "import",
    folder,
    "--tenant",
    tenant.tenantId,
    "--name",
    "UCSD Ped2",
  ]);
  const signedIn = await request<{ signIn: { token: string } }>(
    "mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { token } }",
    credentials,
  );
  token = signedIn.signIn.token;

  const { startTraining } = await request<{ startTraining: { id: string } }>(
    "mutation ($input: StartTrainingInput!) { startTraining(input: $input) { id } }",
    {
      input: {
        datasetId: imported.datasetId,
        preset: values.preset,
        maxSeconds: 60 * Number(values.minutes),
      },
    },
  );
  interface Job {
    status: string;
    error: string | null;
    step: number;
    totalSteps: number;
    model: { id: string } | null;
    startedAt: string;
    finishedAt: string;
    losses: { total: number }[];
  }
  const job = await finished(
    async () =>
      (
        await request<{ trainingJob: Job }>(
          "query ($id: ID!) { trainingJob(id: $id) { status error step totalSteps startedAt finishedAt model { id } losses(maxPoints: 500) { total } } }",
          { id: startTraining.id },
        )
      ).trainingJob,
    (row) =>
      `training ${row.status} ${row.step}/${row.totalSteps} loss ${row.losses.at(-1)?.total ?? "-"}`,
  );
  const modelId = job.model?.id;
  const { startEvaluation } = await request<{ startEvaluation: { id: string } }>(
    "mutation ($input: StartEvaluationInput!) { startEvaluation(input: $input) { id } }",
    { input: { modelId, datasetId: imported.datasetId } },
  );
  interface Evaluated {
    status: string;
    error: string | null;
    progress: number;
    framesPerSecond: number;
    perClip: object;
    smoothed: object;
    causal: object;
  }
  const area =
    "{ auc aucLow aucHigh macroAuc averagePrecision equalErrorRate normalisation streams smoothing }";
  const evaluation = await finished(
    async () =>
      (
        await request<{ evaluation: Evaluated }>(
          `query ($id: ID!) { evaluation(id: $id) { status error progress framesPerSecond
          perClip: result ${area} smoothed: result(smoothing: 5) ${area} causal: result(normalisation: CAUSAL) ${area} } }`,
          { id: startEvaluation.id },
        )
      ).evaluation,
    (row) => `evaluation ${row.status} ${Math.round(row.progress * 100)} %`,
  );

  const { createSite } = await request<{ createSite: { id: string } }>(
    'mutation { createSite(input: { name: "Walkway" }) { id } }',
  );
  const cameras: string[] = [];
  for (const clip of ["01", "02"]) {
    const input = {
      siteId: createSite.id,
      name: `Test clip ${clip}`,
      source: { url: `media:testing/frames/${clip}`, loop: true },
    };
    const { createCamera } = await request<{ createCamera: { id: string } }>(
      "mutation ($input: CreateCameraInput!) { createCamera(input: $input) { id } }",
      { input },
    );
    await request(
      "mutation ($id: ID!, $modelId: ID!) { activateModel(cameraId: $id, modelId: $modelId) { id } startMonitoring(cameraId: $id) { id } }",
      { id: createCamera.id, modelId },
    );
    cameras.push(createCamera.id);
  }
  const watched = await Promise.all(cameras.map((id) => watch(id, Number(values.seconds), 2)));
  const streams = watched.map(({ received, gaps, connections }) => ({
    connections,
    received: received.length,
    last: received.at(-1) ?? 0,
    exactlyOnce: received.length > 0 && received.every((sequence, index) => sequence === index + 1),
    gaps,
  }));

  const result = {
    machine: `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}`,
    preset: values.preset,
    training: {
      steps: job.step,
      seconds: (Date.parse(job.finishedAt) - Date.parse(job.startedAt)) / 1000,
      loss: job.losses.at(-1)?.total,
    },
    evaluation,
    streams,
  };
  console.log(JSON.stringify(result, undefined, 2));
  const results = new URL("results/", import.meta.url);
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL("ped2.json", results), `${JSON.stringify(result, undefined, 2)}\n`);
  if (!streams.every(({ exactlyOnce }) => exactlyOnce)) process.exitCode = 1;
} finally {
  up.kill("SIGTERM");
}
