import { SingleBar } from "cli-progress";

export interface Progress {
  update(done: number, note?: string): void;
  stop(): void;
}

const secondsBetweenLines = 5;

/** A bar on a terminal, a line every few seconds elsewhere; on stderr, as stdout is for results. */
export function startProgress(label: string, total: number): Progress {
  return process.stderr.isTTY ? startBar(label, total) : startLines(label, total);
}

function startBar(label: string, total: number): Progress {
  const bar = new SingleBar({
    format: `${label} {bar} {percentage} %  {note}`,
    barCompleteChar: "█",
    barIncompleteChar: "░",
    barsize: 30,
    hideCursor: true,
    linewrap: false,
    stopOnComplete: false,
    gracefulExit: false,
  });
  bar.start(total, 0, { note: "" });
  return {
    update: (done, note = "") => bar.update(done, { note }),
    stop() {
      if (bar.isActive) bar.stop();
    },
  };
}

function startLines(label: string, total: number): Progress {
  let lastAt = -Infinity;
  let lastLine = "";
  let pending = "";
  const write = (): void => {
    if (pending === lastLine) return;
    lastLine = pending;
    process.stderr.write(`${pending}\n`);
  };
  return {
    update(done, note = "") {
      const percent = Math.floor((100 * done) / Math.max(1, total));
      pending = `${label}: ${percent} %${note === "" ? "" : `, ${note}`}`;
      if (performance.now() - lastAt < secondsBetweenLines * 1000) return;
      lastAt = performance.now();
      write();
    },
    stop: write,
  };
}
