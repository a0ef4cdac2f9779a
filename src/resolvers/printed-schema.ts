import { lexicographicSortSchema, printSchema } from "graphql";
import { createSchema } from "./create-schema.ts";

/** The same text for the same API, in whatever order its parts were declared. */
export async function printedSchema(): Promise<string> {
  return `${printSchema(lexicographicSortSchema(await createSchema()))}\n`;
}
