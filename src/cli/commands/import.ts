import type { Command } from "commander";
import { loadConfig } from "../../platform/config.ts";
import { oneOf } from "../arguments.ts";
import { layouts, type Layout } from "../layouts.ts";
import { print, printJson } from "../terminal/print.ts";

interface Options {
  tenant: string;
  name: string;
  layout?: Layout;
  json?: true;
}

export function addImport(program: Command): void {
  program
    .command("import")
    .description("Add a folder's clips and labels to a tenant's data sets.")
    .argument("<folder>", "a data set: Ped2, UCSD, Avenue, ShanghaiTech, or a folder of one's own")
    .requiredOption(
      "--tenant <tenant>",
      "the tenant's id, or the e-mail address of one of its members",
    )
    .requiredOption("--name <name>", "what the data set will be called")
    .option(
      "--layout <name>",
      `do not guess the folder's layout: ${layouts.join(", ")}`,
      oneOf(layouts),
    )
    .option("--json", "print what was imported as JSON")
    .addHelpText(
      "after",
      "\nThe clips stay where they are: the workers must find them at the same path.",
    )
    .action(run);
}

async function run(folder: string, options: Options): Promise<void> {
  const config = loadConfig();
  const { countClips, readFolder } = await import("../local/read-folder.ts");
  const { importDataset } = await import("../import-dataset.ts");
  const { findTenant } = await import("../find-tenant.ts");
  const { withDatabase } = await import("../with-database.ts");

  const { layout, clips } = await readFolder(folder, { layout: options.layout });
  const { tenantId, datasetId } = await withDatabase(config, async ({ url }) => {
    const tenantId = await findTenant(url, options.tenant);
    return {
      tenantId,
      datasetId: await importDataset(url, tenantId, { name: options.name, clips }),
    };
  });

  const { count, frames, labelled, anomalous } = countClips(clips);
  if (options.json) {
    printJson({
      tenantId,
      datasetId,
      layout,
      clips: count,
      frames,
      labelledFrames: labelled,
      anomalousFrames: anomalous,
    });
  } else {
    print(
      `Data set ${datasetId}: ${count} clips, ${frames} frames, ` +
        `${labelled} of them labelled, ${anomalous} anomalous.`,
    );
  }
}
