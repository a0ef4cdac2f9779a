import { createHash, randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import type { ScryptOptions } from "node:crypto";
import { promisify } from "node:util";
import { UnauthenticatedError } from "../errors.ts";
import type { PrismaClient, Role } from "./generated/client.ts";

export interface Session {
  tenantId: string;
  memberId: string;
  role: Role;
  expiresAt: Date;
}

const sessionDays = 30;
const keyBytes = 32;
/** One of those that OWASP recommends: 32 MiB a try. */
const cost = { N: 2 ** 15, r: 8, p: 3 };

const derive = promisify(
  (
    password: string,
    salt: Buffer,
    length: number,
    options: ScryptOptions,
    done: (error: Error | null, key: Buffer) => void,
  ) => scrypt(password, salt, length, { ...options, maxmem: 256 * 2 ** 20 }, done),
);

/** The cost is stored with the hash, so that it can be raised without locking anyone out. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password.normalize("NFKC"), salt, keyBytes, cost);
  const { N, r, p } = cost;
  return ["scrypt", N, r, p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

async function passwordMatches(password: string, hash: string): Promise<boolean> {
  const [, N, r, p, salt = "", key = ""] = hash.split("$");
  const expected = Buffer.from(key, "base64url");
  const options = { N: Number(N), r: Number(r), p: Number(p) };
  const saltBytes = Buffer.from(salt, "base64url");
  const derived = await derive(password.normalize("NFKC"), saltBytes, expected.length, options);
  return timingSafeEqual(derived, expected);
}

let nobody: Promise<string> | undefined;

export async function signIn(
  prismaSystem: PrismaClient,
  email: string,
  password: string,
): Promise<Session & { token: string }> {
  const member = await prismaSystem.member.findUnique({ where: { email: normaliseEmail(email) } });
  // As much work for an address that nobody has: the time taken must not tell which exist.
  const hash = member?.passwordHash ?? (await (nobody ??= hashPassword("")));
  if (!(await passwordMatches(password, hash)) || !member) {
    throw new UnauthenticatedError("No member has this e-mail address and password.");
  }

  const token = randomBytes(32).toString("base64url");
  const expiresAt = new Date(Date.now() + sessionDays * 24 * 60 * 60 * 1000);
  const { id: memberId, tenantId, role } = member;
  await prismaSystem.session.deleteMany({ where: { memberId, expiresAt: { lt: new Date() } } });
  await prismaSystem.session.create({
    data: { tenantId, memberId, tokenHash: hashToken(token), expiresAt },
  });
  return { token, expiresAt, tenantId, memberId, role };
}

/** Undefined for a token that never was, has expired or belonged to a member who has left. */
export async function resolveSession(
  prismaSystem: PrismaClient,
  token: string,
): Promise<Session | undefined> {
  const session = await prismaSystem.session.findUnique({
    where: { tokenHash: hashToken(token) },
    include: { member: { select: { role: true } } },
  });
  if (!session || session.expiresAt <= new Date()) return undefined;
  const { tenantId, memberId, expiresAt, member } = session;
  return { tenantId, memberId, expiresAt, role: member.role };
}

/** As it is stored: in lower case, so that an address is one member's however it is typed. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

function hashToken(token: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(createHash("sha256").update(token).digest());
}
