import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const installed = fileURLToPath(new URL("../../node_modules/.bin/ffmpeg", import.meta.url));

/** The given path, else the binary that set-up put into this project, else the system's. */
export const findFfmpeg = (path?: string): string =>
  path ?? (existsSync(installed) ? installed : "ffmpeg");

export interface FfmpegOptions {
  /** Path of the binary; see findFfmpeg. */
  ffmpeg?: string | undefined;
  /** Kills the child; the iteration then throws the signal's reason. */
  signal?: AbortSignal | undefined;
}

/**
 * A statically linked ffmpeg, as set-up installs, crashes on every MPEG transport stream when it
 * loads this machine's character set converters for the stream's title; it does well without them.
 */
// eslint-disable-next-line no-restricted-syntax -- handed on to the child, not read
const env = { ...process.env, GCONV_PATH: "/nonexistent" };

/** ffmpeg's own reason why it stopped. */
export class FfmpegError extends Error {
  override readonly name = "FfmpegError";
}

/** How much of ffmpeg's complaints is kept: their end tells why it stopped. */
const complaintLimit = 16_384;

/**
 * Runs ffmpeg as a child process and yields its output as it comes; the pipe holds ffmpeg back
 * while nobody pulls. Leaving the loop, an abort or an error kills the child and waits for its end.
 */
export async function* runFfmpeg(
  args: readonly string[],
  { ffmpeg, signal, cwd, stdin }: FfmpegOptions & RunOptions = {},
): AsyncGenerator<Buffer, void> {
  signal?.throwIfAborted();
  const binary = findFfmpeg(ffmpeg);
  const child = spawn(binary, ["-hide_banner", "-nostdin", "-v", "error", ...args], { cwd, env });
  let startFailure: Error | undefined;
  child.on("error", (error) => (startFailure = error));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.on("close", (code, endedBy) => resolve(code ?? endedBy)),
  );
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints = (complaints + text).slice(-complaintLimit);
  });
  child.stdin.on("error", () => undefined); // a child that ends early says why on stderr
  if (stdin) stdin(child.stdin);
  else child.stdin.end();
  const kill = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", kill);

  try {
    for await (const chunk of child.stdout) {
      signal?.throwIfAborted();
      yield chunk as Buffer;
    }
    const code = await ended;
    signal?.throwIfAborted();
    if (startFailure) {
      throw new FfmpegError(`ffmpeg could not be started: ${startFailure.message}.`);
    }
    if (code !== 0) throw new FfmpegError(explain(complaints, code));
  } finally {
    signal?.removeEventListener("abort", kill);
    kill();
    await ended;
  }
}

interface RunOptions {
  /** Folder that relative paths in the arguments start from. */
  cwd?: string | undefined;
  /** Feeds the child; without it the child has no input. */
  stdin?: ((pipe: NodeJS.WritableStream) => void) | undefined;
}

/** Lines that only follow from another one. */
const followUps =
  /^(Task finished|Terminating thread|Error opening input|Error (submitting|processing) packet|Error while (filtering|decoding)|Conversion failed|Nothing was written|Could not open encoder before EOF|Last message repeated)/;

function explain(complaints: string, code: number | string | null): string {
  const lines = complaints
    .split(/[\r\n]+/)
    // "[h264 @ 0x1a86b880] [dec:h264 @ 0x1a8ac8c0] " tells the reader nothing.
    .map((line) => line.replace(/^(\[[^\]]* @ 0x[0-9a-f]+\] *)+/, "").trim())
    .map((line) => line.replace(/\/\/[^/\s]*@/g, "//")) // a password in an address
    .map((line) => line.replace(/(not on whitelist) '.*'$/, "$1"))
    .filter((line) => line !== "");
  const reasons = new Set(lines.filter((line) => !followUps.test(line)));
  if (/'0:V:0' for option 'map'|matches no streams/.test(complaints)) return "It has no pictures.";
  const last = [...reasons].slice(-3).join("; ");
  const opening = lines.find((line) => line.startsWith("Error opening input"));
  const reason = last || opening?.replace(/^Error opening input( files?)?[: ]*/, "");
  if (opening) return `It cannot be opened as a video. ffmpeg says: ${reason}`;
  return reason ? `ffmpeg says: ${reason}` : `ffmpeg ended (${code}) and gave no reason.`;
}
