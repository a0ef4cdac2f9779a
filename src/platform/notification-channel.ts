import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import type { Logger } from "pino";
import { asRole } from "./database.ts";
import type { Channel } from "./events.ts";
import type { Transaction } from "./tenancy.ts";

const channel = "vigil_events";

/** PostgreSQL's limit. */
const maxBytes = 8000;

/** A connection that died without a word is found out by this. */
const probeMs = 10_000;
const firstRetryMs = 100;
const lastRetryMs = 5_000;

interface Listener {
  onMessage(message: string): void;
  /** Called when listening again: what was sent in between is lost. */
  onReconnected(): void;
}

/** NOTIFY in the sender's transaction, LISTEN on a connection of its own that is made again when lost. */
export class NotificationChannel implements Channel {
  #client: pg.Client | undefined;
  #closing = new AbortController();
  #reconnecting: Promise<void> | undefined;

  private constructor(
    private readonly url: string,
    private readonly log: Logger,
    private readonly listener: Listener,
  ) {}

  static async open(url: string, log: Logger, listener: Listener): Promise<NotificationChannel> {
    const notifications = new NotificationChannel(url, log, listener);
    await notifications.#connect();
    return notifications;
  }

  get connected(): boolean {
    return this.#client !== undefined;
  }

  async send(tx: Transaction, message: string): Promise<void> {
    const bytes = Buffer.byteLength(message);
    if (bytes >= maxBytes) {
      throw new RangeError(
        `An event may carry fewer than ${maxBytes} bytes, this one has ${bytes}: send ids, not rows.`,
      );
    }
    await tx.$executeRaw`select pg_notify(${channel}, ${message})`;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reconnecting;
    const client = this.#client;
    this.#client = undefined;
    await client?.end();
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      ...asRole(this.url, "vigil_app"),
      application_name: "vigil events",
      connectionTimeoutMillis: 10_000,
      query_timeout: 5_000,
    });
    // An error of a connection is always followed by its end.
    client.on("error", (error) => this.log.warn(error, "The event connection failed."));
    client.on("notification", ({ payload = "" }) => this.listener.onMessage(payload));
    await client.connect();
    try {
      await client.query(`listen ${channel}`);
    } catch (error) {
      await client.end();
      throw error;
    }
    const probe = setInterval(() => {
      client.query("select 1").catch(() => client.connection.stream.destroy());
    }, probeMs);
    client.once("end", () => {
      clearInterval(probe);
      if (this.#client !== client) return;
      this.#client = undefined;
      this.#reconnecting = this.#reconnect();
    });
    this.#client = client;
  }

  async #reconnect(): Promise<void> {
    const { signal } = this.#closing;
    for (let waitMs = firstRetryMs; !signal.aborted; waitMs = Math.min(2 * waitMs, lastRetryMs)) {
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      try {
        await this.#connect();
        this.log.info("The event connection is back.");
        this.listener.onReconnected();
        return;
      } catch (error) {
        this.log.warn(error, "The event connection could not be made again yet.");
      }
    }
  }
}
