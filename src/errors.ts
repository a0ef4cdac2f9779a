/** A failure the caller can act on. Its message is safe to show; anything else is a bug. */
export abstract class AppError extends Error {
  abstract readonly code: string;
  override readonly name = this.constructor.name;
}

/** Another tenant's object and one that does not exist are told apart by nobody. */
export class NotFoundError extends AppError {
  readonly code = "NOT_FOUND";

  constructor(kind: string, id: string) {
    super(`${kind} ${id} does not exist.`);
  }
}

/** `path` names the argument, "input.frameRate"; the message says what would be accepted. */
export class InvalidInputError extends AppError {
  readonly code = "BAD_USER_INPUT";

  constructor(
    readonly path: string,
    message: string,
  ) {
    super(message);
  }
}

export class ConflictError extends AppError {
  readonly code = "CONFLICT";
}

export class UnauthenticatedError extends AppError {
  readonly code = "UNAUTHENTICATED";

  constructor(message = "Sign in first.") {
    super(message);
  }
}

export class ForbiddenError extends AppError {
  readonly code = "FORBIDDEN";
}

/** Something the request needs, a file or a service, cannot be used now. */
export class UnavailableError extends AppError {
  readonly code = "UNAVAILABLE";
}
