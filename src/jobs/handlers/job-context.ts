import type { Config } from "../../platform/config.ts";
import type { Events } from "../../platform/events.ts";
import type { PrismaClient } from "../../platform/generated/client.ts";
import type { Logger } from "../../platform/logging.ts";

/** What a worker gives its handlers. */
export interface JobContext {
  prisma: PrismaClient;
  events: Events;
  config: Config;
  log: Logger;
}
