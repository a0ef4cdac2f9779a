import { request } from "node:http";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { WebSocket } from "ws";
import { startVigilProcess } from "../support/vigil-process.ts";
import { test } from "./support/api.ts";

describe("the server", () => {
  test("says that it lives and that it is ready", async ({ api }) => {
    const [alive, ready] = await Promise.all(
      ["healthz", "readyz"].map((path) => fetch(`${api.url}/${path}`)),
    );

    expect(await alive?.json()).toEqual({ status: "ok" });
    expect(ready?.status).toBe(200);
    expect(await ready?.json()).toEqual({ status: "ready", problems: [] });
  });

  test("lets no other origin read its answers", async ({ api }) => {
    const headers = { Origin: "https://elsewhere.example", "Content-Type": "application/json" };
    const answers = await Promise.all([
      fetch(`${api.url}/graphql`, { method: "POST", headers, body: `{"query":"{__typename}"}` }),
      fetch(`${api.url}/uploads`, { method: "OPTIONS", headers }),
    ]);

    expect(answers.map((answer) => answer.headers.get("access-control-allow-origin"))).toEqual([
      null,
      null,
    ]);
  });

  test("answers what is no JSON without a word about itself", async ({ api }) => {
    const response = await fetch(`${api.url}/graphql`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{",
    });
    const answer = await response.text();

    expect(response.status).toBe(400);
    expect(JSON.parse(answer)).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(answer).not.toContain("node_modules");
  });

  test("finishes what it has begun when it is told to stop, and sends its sockets away", async ({
    api,
    database,
    seed,
  }) => {
    const home = await mkdtemp(join(tmpdir(), "vigil-drain-"));
    const server = await startVigilProcess("server", { databaseUrl: database.url, home });
    const url = server.url ?? "";
    const token = await api.tokenFor(await seed.tenant());
    const socket = new WebSocket(`${url.replace("http", "ws")}/graphql`, "graphql-transport-ws");
    await once(socket, "open");
    const closed = once(socket, "close") as Promise<[code: number]>;

    // Half a request: the server waits for the rest of it.
    const body = JSON.stringify({ query: "{ viewer { role } }" });
    const slow = request(`${url}/graphql`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
        "Content-Length": body.length,
      },
    });
    slow.write(body.slice(0, 10));
    await once(slow, "socket");
    await fetch(`${url}/healthz`); // by now it has seen the request before
    const stopped = server.stop();
    const [code] = await closed;
    slow.end(body.slice(10));
    const [response] = (await once(slow, "response")) as [AsyncIterable<Buffer>];
    const chunks: Buffer[] = [];
    for await (const chunk of response) chunks.push(chunk);

    expect(code).toBe(1001);
    expect(JSON.parse(Buffer.concat(chunks).toString())).toEqual({
      data: { viewer: { role: "OWNER" } },
    });
    expect(await stopped).toBe(0);
    await rm(home, { recursive: true });
  });
});
