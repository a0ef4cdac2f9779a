import { createRequire } from "node:module";
import type { ApolloServerPlugin } from "@apollo/server";
import {
  getNamedType,
  getNullableType,
  GraphQLError,
  isCompositeType,
  isListType,
  Kind,
  type DocumentNode,
  type GraphQLSchema,
  type SelectionSetNode,
} from "graphql";
import type * as QueryComplexity from "graphql-query-complexity";

// Its ES modules load a second copy of graphql, whose types are not those of our schema.
const { getComplexity } = createRequire(import.meta.url)(
  "graphql-query-complexity",
) as typeof QueryComplexity;

/** Enough for a page of everything that a screen shows; pages within pages within pages are not. */
const mostComplex = 20_000;
/** A document that is longer is not even parsed. */
export const longestDocument = 10_000;

const deepest = 15;

const usualPage = 20;
/** What a list that has no pages may be expected to hold. */
const usualList = 10;

/** A field costs 1 unless it says otherwise; what is asked of each of a list's items counts for each. */
const cost: QueryComplexity.ComplexityEstimator = ({ field, args, childComplexity }) => {
  const own = (field.extensions as { complexity?: unknown }).complexity;
  const base = typeof own === "number" ? own : 1;
  return base + childComplexity * items(field, args);
};

function items(
  { name, type, args }: Parameters<QueryComplexity.ComplexityEstimator>[0]["field"],
  { first }: { first?: unknown },
): number {
  if (args.some((arg) => arg.name === "first"))
    return typeof first === "number" ? first : usualPage;
  const item = getNamedType(type);
  // A connection's nodes are counted by its `first`; the schema itself lies ready.
  const counted = name === "nodes" || item.name.startsWith("__");
  const isList = isListType(getNullableType(type)) && isCompositeType(item);
  return isList && !counted ? usualList : 1;
}

/** Why an operation may not run, or undefined. Takes a document that has been validated. */
export function refuse(
  schema: GraphQLSchema,
  query: DocumentNode,
  variables: Record<string, unknown> = {},
  operationName?: string | null,
): GraphQLError | undefined {
  const depth = depthOf(query);
  if (depth > deepest) return tooComplex(`it is ${depth} levels deep, of at most ${deepest}`);

  const operation = operationName == null ? {} : { operationName };
  try {
    const complexity = getComplexity({
      schema,
      query,
      variables,
      estimators: [cost],
      ...operation,
    });
    return complexity > mostComplex
      ? tooComplex(`it counts ${complexity} fields, of at most ${mostComplex}`)
      : undefined;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    if (!error.message.startsWith("Variable ")) return tooComplex("it has too many fields");
    return new GraphQLError(error.message, {
      nodes: error.nodes ?? null,
      extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
    });
  }
}

function tooComplex(why: string): GraphQLError {
  return new GraphQLError(`The query is too complex: ${why}. Ask for smaller pages or less.`, {
    extensions: { code: "QUERY_TOO_COMPLEX", http: { status: 400 } },
  });
}

/** Of the deepest operation. Introspection is as deep as its lists of lists, and harmless. */
function depthOf({ definitions }: DocumentNode): number {
  const fragments = new Map<string, SelectionSetNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      fragments.set(definition.name.value, definition.selectionSet);
    }
  }
  const known = new Map<SelectionSetNode | undefined, number>();
  const depth = (set: SelectionSetNode | undefined): number => {
    const before = known.get(set);
    if (set === undefined || before !== undefined) return before ?? 0;
    const below = set.selections.map((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD)
        return depth(fragments.get(selection.name.value));
      if (selection.kind === Kind.INLINE_FRAGMENT) return depth(selection.selectionSet);
      return selection.name.value.startsWith("__") ? 0 : 1 + depth(selection.selectionSet);
    });
    const deepestBelow = Math.max(0, ...below);
    known.set(set, deepestBelow);
    return deepestBelow;
  };
  return Math.max(
    0,
    ...definitions.map((definition) =>
      definition.kind === Kind.OPERATION_DEFINITION ? depth(definition.selectionSet) : 0,
    ),
  );
}

/** The limits for Apollo Server; a WebSocket's operations are refused where they begin. */
export const limitPlugin: ApolloServerPlugin = {
  requestDidStart: async () => ({
    didResolveOperation: async ({ schema, document, request }) => {
      const error = refuse(schema, document, request.variables, request.operationName);
      if (error) throw error;
    },
  }),
};
