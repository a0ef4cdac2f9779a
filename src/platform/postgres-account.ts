import { execFile, spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { chown } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Starts PostgreSQL's programs, and owns the files that they use. */
export interface Account {
  own(path: string): Promise<void>;
  spawn(program: string, args: string[], options: SpawnOptions): ChildProcess;
}

const ourselves: Account = { own: async () => undefined, spawn };

/** PostgreSQL refuses to run as root, so root lends it an account that the system has already. */
export async function chooseAccount(folder: string, program: string): Promise<Account> {
  if (process.getuid?.() !== 0) return ourselves;

  const { uid, gid } = await identity("postgres").catch(() => identity("nobody"));
  const own = (path: string) => chown(path, uid, gid);
  await own(folder);

  const asItIs: Account = {
    own,
    spawn: (path, args, options) => spawn(path, args, { ...options, uid, gid }),
  };
  if (await reaches(asItIs, folder, program)) return asItIs;

  // A project in root's own home is closed to every other account. This one alone is let through.
  const letThrough: Account = {
    own,
    spawn: (path, args, options) =>
      spawn("setpriv", [...privileges(uid, gid), path, ...args], options),
  };
  if (await reaches(letThrough, folder, program)) return letThrough;
  throw new Error(
    `PostgreSQL may not run as root, and the account it would run as cannot use ${folder}. ` +
      "Run as an ordinary user, move the project out of root's home, or set DATABASE_URL.",
  );
}

async function identity(name: string): Promise<{ uid: number; gid: number }> {
  const [uid, gid] = await Promise.all([run("id", ["-u", name]), run("id", ["-g", name])]);
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

function privileges(uid: number, gid: number): string[] {
  const capability = "+dac_override";
  return [
    `--reuid=${uid}`,
    `--regid=${gid}`,
    "--clear-groups",
    `--inh-caps=${capability}`,
    `--ambient-caps=${capability}`,
  ];
}

async function reaches(account: Account, folder: string, program: string): Promise<boolean> {
  const script = 'cd "$1" && "$2" --version';
  const child = account.spawn("/bin/sh", ["-c", script, "sh", folder, program], {
    stdio: "ignore",
  });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}
