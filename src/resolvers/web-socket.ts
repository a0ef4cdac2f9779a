import { parse, validate, GraphQLError, type ExecutionArgs, type GraphQLSchema } from "graphql";
import type { ServerOptions } from "graphql-ws";
import type { Extra } from "graphql-ws/use/ws";
import type { RequestContext } from "./context.ts";
import { readToken } from "./current-session.ts";
import type { FormatError } from "./format-error.ts";
import { longestDocument, refuse } from "./limits.ts";
import { closeWithSession } from "./socket-session.ts";

interface ConnectionParams extends Record<string, unknown> {
  authorization?: unknown;
  Authorization?: unknown;
}

/** What graphql-ws needs to answer as HTTP does: the same sessions, limits and errors. */
export function socketOptions(
  schema: GraphQLSchema,
  contextFor: (token: string | undefined) => Promise<RequestContext>,
  formatError: FormatError,
): ServerOptions<ConnectionParams, Extra> {
  return {
    onConnect: async ({ connectionParams, extra }) => {
      await closeWithSession(extra.socket, async () =>
        (await contextFor(tokenOf(connectionParams))).session.get(),
      );
    },
    onSubscribe: async ({ connectionParams }, _id, { query, variables, operationName }) => {
      let document;
      try {
        document = parse(query, { maxTokens: longestDocument });
      } catch (error) {
        return [coded(error, "GRAPHQL_PARSE_FAILED")];
      }
      const invalid = validate(schema, document);
      if (invalid.length > 0)
        return invalid.map((error) => coded(error, "GRAPHQL_VALIDATION_FAILED"));

      const refused = refuse(schema, document, variables ?? {}, operationName);
      if (refused) return [refused];
      const contextValue = await contextFor(tokenOf(connectionParams)).catch(() => undefined);
      if (!contextValue) return [unavailable()];
      return {
        schema,
        document,
        variableValues: variables ?? null,
        operationName: operationName ?? null,
        contextValue,
      } satisfies ExecutionArgs;
    },
    onError: (_context, _id, _payload, errors) => errors.map(format),
    onNext: (_context, _id, _payload, _args, { errors, data }) => ({
      ...(data !== undefined && { data }),
      ...(errors && { errors: errors.map(format) }),
    }),
  };

  function format(error: GraphQLError) {
    return formatError(error.toJSON(), error);
  }
}

function tokenOf({ authorization, Authorization }: ConnectionParams = {}): string | undefined {
  return readToken(authorization ?? Authorization);
}

/** Thrown instead, it would close the socket, and with it what others wait for on it. */
function unavailable(): GraphQLError {
  return new GraphQLError("The database does not answer. Try again in a moment.", {
    extensions: { code: "UNAVAILABLE" },
  });
}

function coded(error: unknown, code: string): GraphQLError {
  if (!(error instanceof GraphQLError)) throw error;
  const { message, nodes = null } = error;
  return new GraphQLError(message, { nodes, extensions: { code } });
}
