/** A source that cannot be read, or not to its end. Its message may be shown: it has no credentials. */
export class VideoError extends Error {
  override readonly name = "VideoError";

  constructor(
    /** The file, folder or address, without credentials. */
    readonly source: string,
    readonly reason: string,
    /** Where it broke: how many frames came before, and their time in seconds where it is known. */
    readonly place: { frame?: number | undefined; seconds?: number | undefined } = {},
  ) {
    const { frame, seconds } = place;
    const time = seconds === undefined ? "" : ` (${seconds.toFixed(2)} s)`;
    super(`${source}: ${frame === undefined ? "" : `at frame ${frame}${time}: `}${reason}`);
  }
}
