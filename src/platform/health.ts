import type { PrismaClient } from "./generated/client.ts";
import { readMigrations } from "./prisma-files.ts";

export interface Dependencies {
  prismaSystem: PrismaClient;
  events?: { readonly connected: boolean };
}

const patienceMs = 5_000;

/** What keeps this process from doing its work, a sentence each; none when it is ready. */
export async function readinessProblems({ prismaSystem, events }: Dependencies): Promise<string[]> {
  const problems = events?.connected === false ? ["The event connection is lost."] : [];
  try {
    return [...problems, ...(await withinPatience(databaseProblems(prismaSystem)))];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [...problems, `The database cannot be used: ${reason}`];
  }
}

async function databaseProblems(prismaSystem: PrismaClient): Promise<string[]> {
  const { migrationDirectories } = await readMigrations();
  const applied = await prismaSystem.$queryRaw<{ name: string }[]>`
    select migration_name as name from "_prisma_migrations"
    where finished_at is not null and rolled_back_at is null`;
  const names = new Set(applied.map(({ name }) => name));
  const missing = migrationDirectories.map(({ path }) => path).filter((path) => !names.has(path));

  const [facts] = await prismaSystem.$queryRaw<{ role: string; queue: boolean }[]>`
    select current_user::text as role, to_regclass('pgboss.version') is not null as queue`;
  return [
    // A pooler in between may drop the option that sets the role, and row-level security with it.
    ...(facts?.role === "vigil_system" ? [] : ["The connections do not take on their roles."]),
    ...missing.map((name) => `The migration ${name} has not been applied: run vigil migrate.`),
    ...(facts?.queue ? [] : ["The job queue is not installed: run vigil migrate."]),
  ];
}

async function withinPatience<T>(work: Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`no answer within ${patienceMs / 1000} seconds`));
  }, patienceMs);
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
