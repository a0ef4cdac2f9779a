import { stat } from "node:fs/promises";
import { join } from "node:path";
import { UsageError } from "../failure.ts";
import { benchmarkTitles } from "./published.ts";

/** A folder as it is named; a benchmark's name also where its data usually lie. */
export async function findFolder(asked: string): Promise<string> {
  const named = asked.toLowerCase() in benchmarkTitles;
  const places = named
    ? [asked, join("data", asked), join("..", asked), join("..", "shared", "data", asked)]
    : [asked];
  for (const place of places) {
    const found = await stat(place).catch(() => undefined);
    if (found?.isDirectory()) return place;
  }
  throw new UsageError(
    named
      ? `The frames of ${asked} are in none of ${places.join(", ")}: give the path of their folder instead (docs/datasets.md says how it is laid out).`
      : `There is no folder ${asked}. Accepted are ped2, avenue, shanghaitech, or the path of a data set's folder.`,
  );
}
