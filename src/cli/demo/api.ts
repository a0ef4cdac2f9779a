import { CommandFailed } from "../failure.ts";
import { createClient, type Client } from "graphql-ws";

/** A client of the public API like any other: GraphQL over HTTP, subscriptions over WebSocket. */
export class Api {
  readonly #url: string;
  #token: string | undefined;
  #subscriptions: Client | undefined;

  constructor(serverUrl: string) {
    this.#url = `${serverUrl}/graphql`;
  }

  async signIn(email: string, password: string): Promise<void> {
    const { signIn } = await this.request<{ signIn: { token: string } }>(
      `mutation ($email: String!, $password: String!) { signIn(email: $email, password: $password) { token } }`,
      { email, password },
    );
    this.#token = signIn.token;
    this.#subscriptions = createClient({
      url: this.#url.replace(/^http/, "ws"),
      connectionParams: { authorization: `Bearer ${signIn.token}` },
      // A lost subscription is told to its reader, who knows where to go on.
      retryAttempts: 0,
    });
  }

  async request<Data>(query: string, variables: Record<string, unknown> = {}): Promise<Data> {
    const response = await fetch(this.#url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(this.#token === undefined ? {} : { authorization: `Bearer ${this.#token}` }),
      },
      body: JSON.stringify({ query, variables }),
    });
    return dataOf(await response.json());
  }

  /** Ends when the server ends it or the signal aborts; throws when the connection is lost. */
  async *subscribe<Data>(
    query: string,
    variables: Record<string, unknown>,
    signal: AbortSignal,
  ): AsyncGenerator<Data> {
    if (!this.#subscriptions) throw new Error("Sign in before subscribing.");
    const results = this.#subscriptions.iterate<Data>({ query, variables });
    const end = (): void => void results.return?.();
    signal.addEventListener("abort", end);
    try {
      for await (const result of results) yield dataOf(result);
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  async close(): Promise<void> {
    await this.#subscriptions?.dispose();
  }
}

function dataOf<Data>(answer: unknown): Data {
  const { data, errors } = answer as {
    data?: Data | null;
    errors?: readonly { message: string }[];
  };
  if (errors) throw new CommandFailed(errors.map(({ message }) => message).join(" "));
  if (data === undefined || data === null) throw new Error("The server answered without data.");
  return data;
}
