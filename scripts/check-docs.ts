/** Keeps the README's table of environment variables what the code reads. `--write` renews it. */
import { readFileSync, writeFileSync } from "node:fs";
import { format, resolveConfig } from "prettier";
import { configTable } from "../src/platform/config.ts";

const readme = new URL("../README.md", import.meta.url);
const begin = "<!-- configuration -->";
const end = "<!-- /configuration -->";

const rows = configTable().map(
  ({ name, default: value, meaning }) => `| \`${name}\` | ${value} | ${meaning} |`,
);
const table = ["| variable | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");

const text = readFileSync(readme, "utf8");
const [before, rest] = text.split(begin);
const [, after] = rest?.split(end) ?? [];
if (before === undefined || after === undefined) {
  throw new Error(`README.md has no place between ${begin} and ${end}.`);
}
const options = { ...(await resolveConfig(readme)), parser: "markdown" };
const renewed = await format(`${before}${begin}\n\n${table}\n\n${end}${after}`, options);

if (process.argv.includes("--write")) {
  writeFileSync(readme, renewed);
} else if (text !== renewed) {
  console.error(
    "README.md does not list the environment variables as they are. Run: npm run print-config",
  );
  process.exit(1);
}
console.log("docs: the README lists every environment variable");
