import { describe, expect } from "vitest";
import { badInput, testAs } from "./support/api.ts";

const test = testAs("OWNER");

const START_TRAINING = `mutation ($input: StartTrainingInput!) {
  startTraining(input: $input) { id status settings { width height } epochs dataset { status } }
}`;

describe("a training", () => {
  test.for([
    [{ settings: { width: 33 } }, ["input", "settings", "width"]],
    [{ settings: { memory: false, discretisationLoss: true } }, ["input", "settings", "discretisationLoss"]], // prettier-ignore
    [{ settings: { readTemperature: 0 } }, ["input", "settings", "readTemperature"]],
    [{ motionWeight: -1 }, ["input", "motionWeight"]],
    [{ epochs: 0 }, ["input", "epochs"]],
    [{ learningRate: 2 }, ["input", "learningRate"]],
    [{ maxSeconds: 0 }, ["input", "maxSeconds"]],
    [{ name: "" }, ["input", "name"]],
  ] as const)("is refused with %o", async ([given, path], { acme, api, token }) => {
    const { datasetId } = await acme.clip();

    const { errors } = await api.run(START_TRAINING, { input: { datasetId, ...given } }, token);

    expect(errors?.[0]?.extensions).toEqual(badInput(...path));
  });

  test("takes what the paper leaves open, with the rest as the preset has it", async ({
    acme,
    api,
    token,
  }) => {
    const { datasetId } = await acme.clip();
    const settings = { skip: "READ", readTemperature: 0.1, steady: false };

    const { data } = await api.run(
      `mutation ($input: StartTrainingInput!) {
        startTraining(input: $input) { settings { target skip readTemperature steady } }
      }`,
      { input: { datasetId, settings, motionWeight: 1, discretisationWeight: 0.2 } },
      token,
    );

    expect(data).toMatchObject({
      startTraining: { settings: { ...settings, target: "PREDICTION" } },
    });
  });

  test("says what was chosen for its footage, and ends early unless told not to", async ({
    acme,
    api,
    token,
  }) => {
    const { datasetId } = await acme.clip();
    interface Started {
      startTraining: { id: string; advice: string[]; stoppedEarly: boolean };
    }
    const start = async (given: object) => {
      const query = `mutation ($input: StartTrainingInput!) {
        startTraining(input: $input) { id advice stoppedEarly }
      }`;
      const input = { datasetId, ...given };
      const started = (await api.run<Started>(query, { input }, token)).data?.startTraining;
      const id = started?.id ?? "";
      const row = await acme.row((tx) => tx.trainingJob.findUniqueOrThrow({ where: { id } }));
      return { ...started, earlyStop: row.earlyStop };
    };

    expect(await start({})).toMatchObject({
      advice: [
        "Chose 192×128 after the footage's 360×240.",
        "Chose 50 epochs for 95 samples from 4 s of footage.",
        expect.stringMatching(/^Warning: there is little footage/),
      ],
      stoppedEarly: false,
      earlyStop: true,
    });
    expect(await start({ earlyStop: false })).toMatchObject({ earlyStop: false });
  });

  test("needs a clip that is long enough", async ({ acme, api, token }) => {
    const { datasetId } = await acme.clip({ frameCount: 5 });

    const { errors } = await api.run(START_TRAINING, { input: { datasetId } }, token);

    expect(errors?.[0]?.extensions).toEqual(badInput("input", "datasetId"));
  });

  test("freezes its dataset, is cancelled once, and says so to who follows it", async ({
    acme,
    api,
    token,
  }) => {
    const { datasetId } = await acme.clip();
    interface Started {
      startTraining: { id: string };
    }
    const input = { datasetId, settings: { width: 32, height: 32 }, epochs: 2 };
    const { data } = await api.run<Started>(START_TRAINING, { input }, token);
    const jobId = data?.startTraining.id;
    const progress = api.subscribe(
      `subscription ($jobId: ID!) { trainingProgress(jobId: $jobId) { status step } }`,
      { jobId },
      token,
    );
    const begun = await progress.next();

    const cancel = `mutation ($jobId: ID!) { cancelTraining(jobId: $jobId) { status } }`;
    const first = await api.run(cancel, { jobId }, token);
    const second = await api.run(cancel, { jobId }, token);

    expect(data).toMatchObject({
      startTraining: { status: "QUEUED", epochs: 2, dataset: { status: "READY" } },
    });
    expect(begun.value).toMatchObject({ data: { trainingProgress: { status: "QUEUED" } } });
    expect((await progress.next()).value).toMatchObject({
      data: { trainingProgress: { status: "CANCELLED" } },
    });
    expect((await progress.next()).done).toBe(true);
    expect([first.data, second.data]).toEqual(
      Array.from({ length: 2 }, () => ({ cancelTraining: { status: "CANCELLED" } })),
    );
  });
});
