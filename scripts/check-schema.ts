/**
 * Compares the printed GraphQL schema with the committed one and with the public contract.
 * `--write` commits the printed one. What the contract still lacks is listed, not refused; a
 * changed name, type, default or nullability is.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { CriticalityLevel, diff, type Change } from "@graphql-inspector/core";
import { buildSchema } from "graphql";
import { printedSchema } from "../src/resolvers/printed-schema.ts";

const committed = new URL("../schema.graphql", import.meta.url);
const contract = new URL("../../shared/api/contract.graphql", import.meta.url);
const printed = await printedSchema();

if (process.argv.includes("--write")) writeFileSync(committed, printed);

if (!existsSync(committed) || readFileSync(committed, "utf8") !== printed) {
  console.error("schema.graphql is not what the code prints. Run: npm run print-schema");
  process.exit(1);
}

if (!existsSync(contract)) {
  console.log(
    "schema: printed and committed agree; no contract beside the project to compare with",
  );
  process.exit(0);
}

const changes = await diff(buildSchema(readFileSync(contract, "utf8")), buildSchema(printed));
const breaking = changes.filter((change) => change.criticality.level === CriticalityLevel.Breaking);
const isLacking = (change: Change) => /_REMOVED(_FROM_.*)?$/.test(String(change.type));
const lacking = breaking.filter(isLacking);
const contradicting = breaking.filter((change) => !isLacking(change));

if (lacking.length > 0) {
  console.log(`schema: the contract has ${lacking.length} things that are still to come:`);
  for (const { path, message } of lacking) console.log(`  ${path ?? message}`);
}
if (contradicting.length > 0) {
  console.error("schema: breaks the contract:");
  for (const change of contradicting) console.error(`  ${change.message}`);
  process.exit(1);
}
console.log("schema: printed, committed and contract agree");
