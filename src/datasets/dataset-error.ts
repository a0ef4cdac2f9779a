/** A data set that does not fit; the message starts with the file or folder it is about. */
export class DatasetError extends Error {
  override readonly name = "DatasetError";

  constructor(
    readonly path: string,
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super(`${path}: ${reason}`, options);
  }
}
