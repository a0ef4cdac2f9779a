import pg from "pg";
import { afterEach, describe, expect } from "vitest";
import { until } from "../support/until.ts";
import { startVigilProcess } from "../support/vigil-process.ts";
import { Api, testAs } from "./support/api.ts";
import { CameraFeed } from "./support/camera-feed.ts";

const SCORES = `subscription ($cameraId: ID!, $after: SafeInt) {
  anomalyScores(cameraId: $cameraId, after: $after) {
    ... on AnomalyScore { sequence score at }
    ... on ScoreGap { afterSequence reason missedFrames }
  }
}`;

interface Event {
  sequence?: number;
  afterSequence?: number;
  reason?: string;
  missedFrames?: number | null;
}

type Scores = AsyncIterableIterator<{ data?: { anomalyScores: Event } | null }, undefined>;

interface Fixtures {
  feed: CameraFeed;
  /** Subscribes to the feed's scores. */
  follow: (after?: number) => Scores;
}

const open: Scores[] = [];
afterEach(() => void open.splice(0).forEach((scores) => void scores.return?.()));

const test = testAs("VIEWER").extend<Fixtures>({
  feed: async ({ acme, database }, use) => {
    const feed = await CameraFeed.open(acme, database.url);
    await use(feed);
    await feed.close();
  },
  follow: async ({ api, feed, token }, use) => use((after) => follow(api, feed, token, after)),
});

function follow(api: Api, { cameraId }: CameraFeed, token: string, after?: number): Scores {
  const variables = { cameraId, ...(after !== undefined && { after }) };
  const scores = api.subscribe(SCORES, variables, token) as Scores;
  open.push(scores);
  return scores;
}

async function next(scores: Scores): Promise<Event> {
  const { value, done } = await scores.next();
  if (done || !value.data) throw new Error("The subscription ended.");
  return value.data.anomalyScores;
}

async function cutEventConnections(databaseUrl: string): Promise<void> {
  const owner = new pg.Client(databaseUrl);
  await owner.connect();
  const { rowCount } = await owner.query(`
    select pg_terminate_backend(pid) from pg_stat_activity
    where application_name = 'vigil events' and datname = current_database()`);
  await owner.end();
  expect(rowCount).toBeGreaterThan(0);
}

/** "3" for a score, "OVERLOAD after 3" for a gap. */
const named = ({ sequence, reason, afterSequence }: Event) =>
  reason === undefined ? `${sequence}` : `${reason} after ${afterSequence}`;

async function take(scores: Scores, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) taken.push(named(await next(scores)));
  return taken;
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${from + index}`);

describe("anomalyScores", () => {
  test("gives every score once and in order to one whose connection breaks again and again", async ({
    feed,
    follow,
  }) => {
    const count = 600;
    const writing = feed.writeMany(count);
    const seen: string[] = [];

    while (seen.length < count) {
      const scores = follow(seen.length);
      seen.push(...(await take(scores, Math.min(37, count - seen.length))));
      await scores.return?.();
    }

    await writing;
    expect(seen).toEqual(numbers(1, count));
  });

  test("says gaps aloud, right where they were", async ({ feed, follow }) => {
    await feed.write(0.1, 0.2, "OVERLOAD", 0.3, "SOURCE_LOST", "OVERLOAD", 0.4);
    await feed.write("SOURCE_LOST");
    const scores = follow(1);

    const stored = await take(scores, 7);
    await feed.write("OVERLOAD");
    await feed.write(0.5);

    expect([...stored, ...(await take(scores, 2))]).toEqual([
      ...["2", "OVERLOAD after 2", "3", "SOURCE_LOST after 3", "OVERLOAD after 3", "4"],
      ...["SOURCE_LOST after 4", "OVERLOAD after 4", "5"],
    ]);
  });

  test("begins with what comes next when no number is given", async ({ feed, follow }) => {
    await feed.write(0.1, 0.2, "OVERLOAD");
    const scores = follow();
    const first = next(scores);
    // Nothing tells when the server has taken the subscription up: write until it has.
    let written = 2;
    await Promise.race([first, until(async () => void (await feed.write(0.3), written++))]);

    const { sequence = 0 } = await first;

    expect(sequence).toBeGreaterThan(2);
    expect(written).toBeGreaterThanOrEqual(sequence);
  });

  test("names the scores that are stored no longer", async ({ acme, feed, follow }) => {
    await feed.write(0.1, 0.2, 0.3);
    await feed.write(0.4, 0.5);
    await acme.row((tx) => tx.scoreSegment.deleteMany({ where: { firstSequence: 1 } }));
    const scores = follow(1);

    const gap = await next(scores);

    expect(gap).toMatchObject({ reason: "EXPIRED", afterSequence: 1, missedFrames: 2 });
    expect(await take(scores, 2)).toEqual(["4", "5"]);
  });

  test("names them too when nothing is stored any more", async ({ acme, feed, follow }) => {
    await feed.write(0.1, 0.2, 0.3);
    await acme.row((tx) => tx.scoreSegment.deleteMany());
    const scores = follow(0);

    expect(await take(scores, 1)).toEqual(["EXPIRED after 0"]);
    await feed.write(0.4);
    expect(await take(scores, 1)).toEqual(["4"]);
  });

  test("loses nothing when the server's event connection is cut", async ({
    database,
    feed,
    follow,
  }) => {
    const scores = follow(0);
    await feed.write(0.1);
    await take(scores, 1);

    // The writer's own goes with it.
    await cutEventConnections(database.url);
    await feed.write(0.2, 0.3);
    await feed.write(0.4);

    expect(await take(scores, 3)).toEqual(["2", "3", "4"]);
  });

  test("goes on with a new server after kill -9 of the old one", async ({
    acme,
    api,
    database,
    feed,
    system,
  }) => {
    const { home } = api;
    const first = await startVigilProcess("server", { databaseUrl: database.url, home });
    const before = new Api(first.url ?? "", home, system);
    const token = await before.tokenFor(acme);
    await feed.writeMany(20);
    const seen = await take(follow(before, feed, token, 0), 20);
    const writing = feed.writeMany(30);
    await first.kill();

    const second = await startVigilProcess("server", { databaseUrl: database.url, home });
    const scores = follow(new Api(second.url ?? "", home, system), feed, token, seen.length);
    await writing;
    await feed.writeMany(5);
    seen.push(...(await take(scores, 35)));
    await second.stop();

    expect(seen).toEqual(numbers(1, 55));
  });

  test.for([-1, 4])("refuses %i where the last score is 3", async (after, { api, feed, token }) => {
    await feed.write(0.1, 0.2, 0.3);

    const [error] = await api.errorsOf(SCORES, { cameraId: feed.cameraId, after }, token);

    expect(error?.extensions).toEqual({ code: "BAD_USER_INPUT", path: ["after"] });
    expect(error?.message).toContain("0 to 3");
  });

  test("ends when its camera is deleted", async ({ api, acme, feed, follow }) => {
    const scores = follow(0);
    await feed.write(0.1);
    await take(scores, 1);
    const operator = await api.tokenFor(acme, "OWNER");

    await api.run(`mutation ($id: ID!) { deleteCamera(id: $id) }`, { id: feed.cameraId }, operator);

    expect((await scores.next()).done).toBe(true);
  });
});
