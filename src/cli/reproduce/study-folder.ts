import { mkdir, readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { writeAtomically } from "../../engine/atomic-file.ts";
import { savedSettings, type ModelSettings, type TrainingOptions } from "../../engine/settings.ts";
import { decodeTerms, encodeTerms, type ClipTerms } from "../../engine/terms.ts";
import { UsageError } from "../failure.ts";
import { resultSchema, type Result } from "./results.ts";

/** What all experiments of one folder have in common; another study needs another folder. */
export interface Study {
  folder: string;
  layout: string;
  settings: ModelSettings;
  training: Omit<TrainingOptions, "seed" | "maxSeconds">;
}

/** A study that was begun before there was a choice of all settings. */
const completed = (study: Study): Study => ({ ...study, settings: savedSettings(study.settings) });

/** Where a study keeps what it has: `study.json`, and for each experiment `runs/ID/`. */
export class StudyFolder {
  private constructor(readonly path: string) {}

  static async open(path: string, study: Study): Promise<StudyFolder> {
    await mkdir(join(path, "runs"), { recursive: true });
    const file = join(path, "study.json");
    const kept = await readJson(file);
    if (kept === undefined) await writeJson(file, study);
    else if (!isDeepStrictEqual(completed(kept as Study), study)) {
      throw new UsageError(
        `${path} holds experiments on other footage or with other settings (${file}): --output takes another folder.`,
      );
    }
    return new StudyFolder(path);
  }

  /** The place of an experiment's file. */
  at(id: string, ...names: string[]): string {
    return join(this.path, "runs", id, ...names);
  }

  async results(): Promise<Result[]> {
    const ids = await readdir(join(this.path, "runs"));
    const results = await Promise.all(ids.sort().map((id) => this.result(id)));
    return results.filter((result) => result !== undefined);
  }

  /** Undefined as long as the experiment is not finished. */
  async result(id: string): Promise<Result | undefined> {
    const kept = await readJson(this.at(id, "result.json"));
    return kept === undefined ? undefined : resultSchema.parse(kept);
  }

  /** Written last: from then on the experiment is not run again. */
  async finish(result: Result): Promise<void> {
    await writeJson(this.at(result.id, "result.json"), result);
    await rm(this.at(result.id, "checkpoint"), { force: true });
  }

  readNote(id: string, name: string): Promise<unknown> {
    return readJson(this.at(id, name));
  }

  async writeNote(id: string, name: string, value: unknown): Promise<void> {
    await mkdir(this.at(id), { recursive: true });
    await writeJson(this.at(id, name), value);
  }

  async readTerms(id: string, clip: string): Promise<ClipTerms | undefined> {
    const bytes = await readFile(this.termsFile(id, clip)).catch(missing);
    return bytes && decodeTerms(bytes);
  }

  async writeTerms(id: string, clip: string, terms: ClipTerms): Promise<void> {
    await mkdir(this.at(id, "terms"), { recursive: true });
    await writeAtomically(this.termsFile(id, clip), encodeTerms(terms));
  }

  private termsFile(id: string, clip: string): string {
    return this.at(id, "terms", `${encodeURIComponent(clip)}.terms`);
  }
}

async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, "utf8").catch(missing);
  return text === undefined ? undefined : JSON.parse(text);
}

const writeJson = (path: string, value: unknown) =>
  writeAtomically(path, Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`));

function missing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
