import { existsSync } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { basename, extname, resolve } from "node:path";
import type { Command } from "commander";
import { oneOf } from "../arguments.ts";
import { CommandFailed } from "../failure.ts";
import { print, say } from "../terminal/print.ts";

const formats = ["safetensors", "onnx"] as const;
type Format = (typeof formats)[number];

interface Options {
  format: Format;
  out?: string;
  force?: true;
}

export function addExport(program: Command): void {
  program
    .command("export")
    .description(
      "Write a model for use elsewhere: its weights, or a graph that runs without Vigil.",
    )
    .argument("<model>", "a weights file that `vigil train` wrote")
    .requiredOption("--format <format>", formats.join(" or "), oneOf(formats))
    .option("--out <file>", "the file to write; the model's name in this folder when absent")
    .option("--force", "overwrite the file if it exists")
    .addHelpText(
      "after",
      "\nThe ONNX graph takes one new frame of each camera; docs/export.md says how to run it." +
        "\nExample: vigil export models/SHA256.safetensors --format onnx --out walkway.onnx",
    )
    .action(run);
}

async function run(modelFile: string, { format, out, force }: Options): Promise<void> {
  const path = resolve(out ?? `${basename(modelFile, extname(modelFile))}.${format}`);
  if (existsSync(path) && (!force || (await stat(path)).isDirectory())) {
    throw new CommandFailed(
      force ? `${path} is a folder.` : `${path} exists already; --force overwrites it.`,
    );
  }
  const { loadModelFile } = await import("../../engine/weights.ts");
  const { exportOnnx } = await import("../../engine/onnx/export-onnx.ts");
  const { writeAtomically } = await import("../../engine/atomic-file.ts");

  const model = await loadModelFile(modelFile);
  const bytes = format === "onnx" ? exportOnnx(model) : await readFile(modelFile);
  model.dispose();
  await writeAtomically(path, bytes);
  print(path);
  say(`Wrote ${(bytes.length / 1e6).toFixed(1)} MB.`);
}
