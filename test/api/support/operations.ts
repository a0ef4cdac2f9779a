import {
  getNamedType,
  isInputObjectType,
  isNonNullType,
  isObjectType,
  isUnionType,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLOutputType,
} from "graphql";
import { createSchema } from "../../../src/resolvers/create-schema.ts";

/** One of the API's operations, as the schema has it. */
export interface Operation {
  /** `Query.site` */
  name: string;
  field: GraphQLField<unknown, unknown>;
  /** Asks for all plain fields of the answer, with every argument as a variable. */
  document: string;
  /** Where its arguments take ids: `id`, `input.siteId`. */
  ids: string[];
}

export const schema = await createSchema();

export const operations: Operation[] = (["query", "mutation", "subscription"] as const).flatMap(
  (kind) => {
    const root = {
      query: schema.getQueryType(),
      mutation: schema.getMutationType(),
      subscription: schema.getSubscriptionType(),
    }[kind];
    return Object.values(root?.getFields() ?? {}).map((field) => ({
      name: `${root?.name ?? ""}.${field.name}`,
      field,
      document: write(kind, field),
      ids: field.args.flatMap((arg) => idsIn(arg)),
    }));
  },
);

/**
 * Variables for an operation: the ids that are given, and for all else that it requires what
 * `values` has under its name. A name that is not there fails the test that is missing it.
 */
export function variablesFor(
  { name, field }: Operation,
  id: (path: string) => string | undefined,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const collect = (
    fields: readonly (GraphQLArgument | GraphQLInputField)[],
    prefix: string,
  ): Record<string, unknown> => {
    const entries = fields.flatMap((input): [string, unknown][] => {
      const path = prefix + input.name;
      const type = getNamedType(input.type);
      const required = isNonNullType(input.type) && input.defaultValue === undefined;
      if (type.name === "ID") {
        const given = id(path);
        return given === undefined ? [] : [[input.name, given]];
      }
      if (isInputObjectType(type) && !(input.name in values)) {
        return [[input.name, collect(Object.values(type.getFields()), `${path}.`)]];
      }
      if (!required) return [];
      if (!(input.name in values)) throw new Error(`Give the test of ${name} a value of ${path}.`);
      return [[input.name, values[input.name]]];
    });
    return Object.fromEntries(entries);
  };
  return collect(field.args, "");
}

function idsIn(input: GraphQLArgument | GraphQLInputField, prefix = ""): string[] {
  const type = getNamedType(input.type);
  if (type.name === "ID") return [prefix + input.name];
  if (!isInputObjectType(type)) return [];
  return Object.values(type.getFields()).flatMap((field) =>
    idsIn(field, `${prefix}${input.name}.`),
  );
}

function write(kind: string, field: GraphQLField<unknown, unknown>): string {
  const declared = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(", ");
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(", ");
  const args = (text: string) => (text === "" ? "" : `(${text})`);
  return `${kind} ${args(declared)} { ${field.name}${args(passed)} ${selection(field.type)} }`;
}

function selection(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (isUnionType(named)) return "{ __typename }";
  if (!isObjectType(named)) return "";
  const names = Object.values(named.getFields()).flatMap((field) => {
    const inner = getNamedType(field.type);
    if (field.name === "nodes") return [`nodes ${selection(field.type)}`];
    const plain = !isObjectType(inner) && !isUnionType(inner);
    return field.args.length === 0 && plain ? [field.name] : [];
  });
  return `{ ${["__typename", ...names].join(" ")} }`;
}
