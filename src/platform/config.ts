import { resolve } from "node:path";
import { z } from "zod";

/** Every environment variable there is. The descriptions are the README's table. */
const environment = z.object({
  PORT: z.coerce
    .number("a port number, 0 to 65535")
    .int("a port number, 0 to 65535")
    .min(0, "a port number, 0 to 65535")
    .max(65535, "a port number, 0 to 65535")
    .default(4000)
    .describe("Where the server listens for HTTP and WebSocket; 0 takes a free port."),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: "a PostgreSQL URL, postgres://user:password@host/database",
    })
    .optional()
    .describe(
      "An existing PostgreSQL server, 16 or newer; without it, Vigil runs its own under VIGIL_HOME.",
    ),
  VIGIL_HOME: z
    .string()
    .default(".vigil")
    .describe("Folder of the database, weights, checkpoints, uploads and caches."),
  VIGIL_MEDIA_DIR: z
    .string()
    .optional()
    .describe("What `media:PATH` is relative to; `$VIGIL_HOME/media` when absent."),
  VIGIL_LEASE_SECONDS: z.coerce
    .number("a number of seconds, 1 or more")
    .min(1, "a number of seconds, 1 or more")
    .default(10)
    .describe("How long a monitor's camera stays its own after its last sign of life."),
  VIGIL_MAX_UPLOAD_MB: z.coerce
    .number("a number of megabytes, 1 or more")
    .min(1, "a number of megabytes, 1 or more")
    .default(10_240)
    .describe("The largest file that /uploads takes."),
  LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"])
    .default("info")
    .describe("The least severe message that is logged: trace to fatal, or silent."),
});

export interface Config {
  port: number;
  databaseUrl?: string;
  home: string;
  mediaDir: string;
  leaseSeconds: number;
  maxUploadBytes: number;
  logLevel: z.output<typeof environment>["LOG_LEVEL"];
}

export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

/** The one reader of the environment. An empty variable counts as absent. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const { data, error } = environment.safeParse(given);
  if (error) throw new ConfigError(error.issues.map((issue) => explain(issue, given)).join("\n"));

  const home = resolve(data.VIGIL_HOME);
  return {
    port: data.PORT,
    ...(data.DATABASE_URL !== undefined && { databaseUrl: data.DATABASE_URL }),
    home,
    mediaDir: resolve(data.VIGIL_MEDIA_DIR ?? `${home}/media`),
    leaseSeconds: data.VIGIL_LEASE_SECONDS,
    maxUploadBytes: data.VIGIL_MAX_UPLOAD_MB * 2 ** 20,
    logLevel: data.LOG_LEVEL,
  };
}

function explain(issue: z.core.$ZodIssue, env: NodeJS.ProcessEnv): string {
  const name = issue.path.join(".");
  const accepted =
    issue.code === "invalid_value" ? `one of ${issue.values.join(", ")}` : issue.message;
  // A URL that is wrong may still hold a password.
  const value = name === "DATABASE_URL" ? "what it holds" : `“${env[name] ?? ""}”`;
  return `${name} must be ${accepted}; ${value} is not.`;
}

/** This process's environment with changes, for its children. */
export function childEnvironment(changes: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...changes };
}

/** The README's table of variables. */
export function configTable(): { name: string; default: string; meaning: string }[] {
  const { properties = {} } = z.toJSONSchema(environment, { io: "input" });
  return Object.entries(properties).map(([name, schema]) => {
    const { default: value, description = "" } = schema as z.core.JSONSchema.BaseSchema;
    return {
      name,
      default: typeof value === "string" || typeof value === "number" ? `\`${value}\`` : "",
      meaning: description,
    };
  });
}
