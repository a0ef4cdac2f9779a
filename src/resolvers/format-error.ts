import { GraphQLError, type GraphQLFormattedError } from "graphql";
import { AppError, InvalidInputError } from "../errors.ts";
import type { Logger } from "../platform/logging.ts";

export type FormatError = (
  formatted: GraphQLFormattedError,
  error: unknown,
) => GraphQLFormattedError;

const unexpected = "INTERNAL_SERVER_ERROR";

/** The one place where a domain error becomes a GraphQL one. Anything unexpected stays private. */
export function createFormatError(log: Logger): FormatError {
  return (formatted, error) => {
    const thrown = error instanceof GraphQLError ? (error.originalError ?? error) : error;
    if (thrown instanceof AppError) {
      const { message, code } = thrown;
      const path = thrown instanceof InvalidInputError ? { path: steps(thrown.path) } : {};
      return { ...formatted, message, extensions: { code, ...path } };
    }
    // GraphQL's own complaint about the request, and not something thrown on the way to an answer.
    const code = formatted.extensions?.["code"] ?? unexpected;
    if (code === "BAD_USER_INPUT") {
      return { ...formatted, extensions: { code, path: variablePath(formatted.message) } };
    }
    if (code !== unexpected) return { ...formatted, extensions: { code } };

    log.error({ err: thrown, path: formatted.path }, "An operation failed unexpectedly.");
    return {
      ...formatted,
      message: "Something went wrong.",
      extensions: { code: unexpected },
    };
  };
}

function steps(path: string): (string | number)[] {
  return path.split(".").map((step) => (/^\d+$/.test(step) ? Number(step) : step));
}

/** Where in the variables a value lies that does not fit its type: graphql says it in words only. */
function variablePath(message: string): (string | number)[] {
  const [, variable = "", inside] =
    /^Variable "\$(\w+)"(?: got invalid value .* at "([^"]+)";)?/s.exec(message) ?? [];
  return steps((inside ?? variable).replaceAll("[", ".").replaceAll("]", ""));
}
