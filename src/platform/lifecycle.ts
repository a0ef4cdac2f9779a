/** A terminal signals its whole process group, and npm passes the signal on: one Ctrl-C, up to three signals. */
const samePressMs = 1000;
const orphanGraceMs = 10_000;

/**
 * Aborts when this process is asked to stop: SIGTERM, SIGINT, or the death of the parent that
 * started it with an IPC channel. A second request exits at once.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController();
  let askedAt: number | undefined;

  const stop = (): void => {
    askedAt ??= Date.now();
    controller.abort(new DOMException("Stopped on request.", "AbortError"));
  };
  const stopOrExit = (exitCode: number): void => {
    if (askedAt !== undefined && Date.now() - askedAt > samePressMs) process.exit(exitCode);
    stop();
  };
  process.on("SIGINT", () => stopOrExit(130));
  process.on("SIGTERM", () => stopOrExit(143));
  process.on("disconnect", () => {
    stop();
    // Nobody is left to end a drain that hangs.
    setTimeout(() => process.exit(1), orphanGraceMs).unref();
  });
  process.channel?.unref();
  return controller.signal;
}

/** What a child process tells the parent that started it. */
export interface ReadyMessage {
  ready: true;
  /** Where it listens, or what it offers: a server's address, a database's URL. */
  url?: string;
}

/** Tells the parent process, if one listens, that this one has started. */
export function announceReady(url?: string): void {
  const message: ReadyMessage = url === undefined ? { ready: true } : { ready: true, url };
  process.send?.(message);
}
