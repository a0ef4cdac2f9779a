import { readFile } from "node:fs/promises";
import { z } from "zod";
import { DatasetError } from "../dataset-error.ts";
import type { FrameSpan } from "../frame-spans.ts";
import { fitted } from "./label-count.ts";

const label = z.union([z.literal(0), z.literal(1), z.boolean()]);
const span = z
  .strictObject({ from: z.int().min(0), to: z.int() })
  .refine(({ from, to }) => from <= to, "from may not be after to");
const schema = z.record(z.string(), z.union([z.array(label), z.array(span)]));

export type LabelsJson = z.infer<typeof schema>;

/** `{"clip": [0, 0, 1, …]}`, one label a frame, or `{"clip": [{"from": 61, "to": 179}]}`. */
export async function readLabelsJson(path: string): Promise<LabelsJson> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(path, "utf8"));
  } catch (error) {
    throw new DatasetError(path, `It is not JSON: ${(error as Error).message}.`, { cause: error });
  }
  const { data, error } = schema.safeParse(content);
  if (data) return data;
  const clip = error.issues[0]?.path[0];
  throw new DatasetError(
    path,
    `${clip === undefined ? "" : `Clip ${String(clip)}: `}for each clip a list of 0 and 1, one a frame, or of {"from", "to"} is accepted.`,
  );
}

export function spansFromJson(
  path: string,
  clip: string,
  labels: LabelsJson[string],
  frameCount: number,
): FrameSpan[] {
  const spans = labels.filter((entry) => typeof entry === "object");
  if (spans.length === 0 && labels.length > 0) {
    try {
      return fitted(path, labels.map(Boolean), frameCount);
    } catch (error) {
      throw error instanceof DatasetError ? new DatasetError(path, `Clip ${clip}: ${error.reason}`) : error; // prettier-ignore
    }
  }
  const beyond = spans.find(({ to }) => to >= frameCount);
  if (beyond) {
    throw new DatasetError(
      path,
      `Clip ${clip}: frames ${beyond.from} to ${beyond.to} are labelled, but it has ${frameCount} frames, counted from 0.`,
    );
  }
  return [...spans].sort((a, b) => a.from - b.from);
}
