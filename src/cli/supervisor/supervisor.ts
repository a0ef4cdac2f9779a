import { fileURLToPath } from "node:url";
import { childEnvironment, type Config } from "../../platform/config.ts";
import { migrate } from "../../platform/migrate.ts";
import { openDatabase, type Database } from "./database.ts";
import { freePort } from "./free-port.ts";
import { ManagedProcess, type ProcessPlan } from "./managed-process.ts";

export interface Plan extends Pick<ProcessPlan, "output" | "report"> {
  workers: number;
  monitors: number;
}

export interface Running {
  /** Where the server listens: "http://localhost:4000". */
  url: string;
  databaseUrl: string;
  /** Lets all drain: the processes together, then the database they use. */
  stop(): Promise<void>;
}

export type RootName = "server" | "worker" | "monitor";

export const rootScript = (name: RootName): string =>
  fileURLToPath(new URL(`../../${name}.ts`, import.meta.url));

/** Everything on one machine: database, server, workers and monitors, each a process of its own. */
export async function startAll(config: Config, plan: Plan): Promise<Running> {
  const port = await freePort(config.port);
  const database = await openDatabase(config, plan);
  if (database.pid !== undefined) plan.report(`database runs as process ${database.pid}`);
  const processes: ManagedProcess[] = [];
  // Leaving without a drain, after a second Ctrl-C. The database's keeper ends by itself, in order.
  process.once("exit", () => processes.forEach((managed) => managed.kill()));
  const stop = async (): Promise<void> => {
    await Promise.all(processes.map((managed) => managed.stop()));
    await database.stop();
  };
  try {
    await migrate(database.url);
    const environment = environmentOf({ ...config, port }, database);
    const start = async (name: string, root: RootName): Promise<string | undefined> => {
      const script = rootScript(root);
      const started = await ManagedProcess.start({ ...plan, name, script, environment });
      processes.push(started.process);
      plan.report(`${name} runs as process ${started.process.pid ?? "?"}`);
      return started.url;
    };
    const starting = [
      start("server", "server"),
      ...numbered("worker", plan.workers).map((name) => start(name, "worker")),
      ...numbered("monitor", plan.monitors).map((name) => start(name, "monitor")),
    ];
    // Where one fails, the others have to be there to be stopped.
    await Promise.allSettled(starting);
    const [url] = await Promise.all(starting);
    return { url: url ?? `http://localhost:${port}`, databaseUrl: database.url, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** What a root needs to find in its environment. */
export function environmentOf(config: Config, database: Database): NodeJS.ProcessEnv {
  return childEnvironment({
    DATABASE_URL: database.url,
    PORT: String(config.port),
    VIGIL_HOME: config.home,
    VIGIL_MEDIA_DIR: config.mediaDir,
    VIGIL_LEASE_SECONDS: String(config.leaseSeconds),
    LOG_LEVEL: config.logLevel,
  });
}

const numbered = (name: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => (count === 1 ? name : `${name} ${i + 1}`));
