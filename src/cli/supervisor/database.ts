import { fileURLToPath } from "node:url";
import { childEnvironment, type Config } from "../../platform/config.ts";
import { ManagedProcess, type ProcessPlan } from "./managed-process.ts";

export interface Database {
  url: string;
  /** The embedded one's keeper. */
  pid?: number;
  /** Stops the database if it was started here. */
  stop(): Promise<void>;
}

const keeper = fileURLToPath(new URL("postgres-process.ts", import.meta.url));

/** The database that DATABASE_URL names, or the embedded one of the home folder. */
export async function openDatabase(
  config: Config,
  { output, report }: Pick<ProcessPlan, "output" | "report">,
): Promise<Database> {
  if (config.databaseUrl !== undefined) return { url: config.databaseUrl, stop: async () => {} };
  const { process, url } = await ManagedProcess.start({
    name: "database",
    script: keeper,
    environment: childEnvironment({ VIGIL_HOME: config.home, LOG_LEVEL: config.logLevel }),
    output,
    report,
  });
  if (url === undefined) throw new Error("The database's keeper named no address.");
  const { pid } = process;
  return { url, ...(pid === undefined ? {} : { pid }), stop: () => process.stop() };
}
