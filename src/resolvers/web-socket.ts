import { parse, validate, GraphQLError, type ExecutionArgs, type GraphQLSchema } from "graphql";
import type { ServerOptions } from "graphql-ws";
import type { RequestContext } from "./context.ts";
import { readToken } from "./current-session.ts";
import type { FormatError } from "./format-error.ts";
import { longestDocument, refuse } from "./limits.ts";

interface ConnectionParams extends Record<string, unknown> {
  authorization?: unknown;
  Authorization?: unknown;
}

/** What graphql-ws needs to answer as HTTP does: the same sessions, limits and errors. */
export function socketOptions<Extra>(
  schema: GraphQLSchema,
  contextFor: (token: string | undefined) => Promise<RequestContext>,
  formatError: FormatError,
): ServerOptions<ConnectionParams, Extra> {
  return {
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
      const { authorization, Authorization } = connectionParams ?? {};
      return {
        schema,
        document,
        variableValues: variables ?? null,
        operationName: operationName ?? null,
        contextValue: await contextFor(readToken(authorization ?? Authorization)),
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

function coded(error: unknown, code: string): GraphQLError {
  if (!(error instanceof GraphQLError)) throw error;
  const { message, nodes = null } = error;
  return new GraphQLError(message, { nodes, extensions: { code } });
}
