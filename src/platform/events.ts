import { EventEmitter } from "node:events";
import type { Logger } from "pino";
import { Mailbox } from "./mailbox.ts";
import { NotificationChannel } from "./notification-channel.ts";
import type { Transaction } from "./tenancy.ts";

/** Everything that one process tells the others. Ids and numbers, never rows. */
export interface EventMap {
  trainingProgress: {
    tenantId: string;
    jobId: string;
    status: "QUEUED" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED";
    progress: number;
    step: number;
    totalSteps: number;
    epoch: number;
    loss?: {
      step: number;
      total: number;
      spatialPrediction?: number;
      temporalPrediction?: number;
      discretisation?: number;
      validation?: number;
    };
    samplesPerSecond?: number;
    remainingSeconds?: number;
  };
  trainingCancelled: { tenantId: string; jobId: string };
  evaluationChanged: { tenantId: string; evaluationId: string };
  scoresStored: { tenantId: string; cameraId: string; lastSequence: number };
  alertChanged: { tenantId: string; cameraId: string; alertId: string };
  cameraHealthChanged: { tenantId: string; cameraId: string };
  /** Its source, model or being wanted was edited: monitors look again. */
  cameraChanged: { tenantId: string; cameraId: string };
}

export type EventName = keyof EventMap;

/** In place of an event: some may have been lost, so read the database again. */
export const missed = Symbol("missed");

/** Events that wait for one slow subscriber; beyond it they become one `missed`. */
const waitingEvents = 1000;

/** How messages travel between processes; PostgreSQL's now, another could take its place. */
export interface Channel {
  send(tx: Transaction, message: string): Promise<void>;
  readonly connected: boolean;
  close(): Promise<void>;
}

export class Events {
  readonly #subscribers = new EventEmitter().setMaxListeners(0);
  readonly #mailboxes = new Set<{ put(notice: typeof missed): void; close(): void }>();
  #channel!: Channel;

  static async open(url: string, log: Logger): Promise<Events> {
    const events = new Events();
    events.#channel = await NotificationChannel.open(url, log, {
      onMessage: (message) => {
        const { name, payload } = JSON.parse(message) as { name: EventName; payload: unknown };
        events.#subscribers.emit(name, payload);
      },
      onReconnected: () => events.#mailboxes.forEach((mailbox) => mailbox.put(missed)),
    });
    return events;
  }

  get connected(): boolean {
    return this.#channel.connected;
  }

  /** Delivered to every process, this one too, when the transaction commits; else to none. */
  publish<Name extends EventName>(
    tx: Transaction,
    name: Name,
    payload: EventMap[Name],
  ): Promise<void> {
    return this.#channel.send(tx, JSON.stringify({ name, payload }));
  }

  /** Begins with the call, not with the first pull; ends with the signal. */
  subscribe<Name extends EventName>(
    name: Name,
    signal?: AbortSignal,
    filter: (payload: EventMap[Name]) => boolean = () => true,
  ): AsyncIterableIterator<EventMap[Name] | typeof missed> {
    const mailbox = new Mailbox<EventMap[Name] | typeof missed>(waitingEvents, missed, () => {
      this.#subscribers.off(name, receive);
      this.#mailboxes.delete(mailbox);
    });
    const receive = (payload: EventMap[Name]): void => {
      if (filter(payload)) mailbox.put(payload);
    };
    this.#subscribers.on(name, receive);
    this.#mailboxes.add(mailbox);
    signal?.addEventListener("abort", () => mailbox.close(), { once: true });
    if (signal?.aborted) mailbox.close();
    return mailbox;
  }

  async close(): Promise<void> {
    for (const mailbox of [...this.#mailboxes]) mailbox.close();
    await this.#channel.close();
  }
}
