import { join } from "node:path";
import { writeAtomically } from "../../engine/atomic-file.ts";
import type { ReportBuilder } from "./build-report.ts";
import { collectFigures } from "./figures/collect-figures.ts";
import { filePalette } from "./figures/palette.ts";
import { rasterise } from "./figures/rasterise.ts";
import { renderReport } from "./report/render-report.ts";

/**
 * `report.json` holds every number but the ROC curves' points, `report.html` shows them, `figures/` has
 * each picture as SVG and PNG; each file is replaced whole.
 */
export async function writeReport(output: string, builder: ReportBuilder): Promise<void> {
  const report = await builder.build();
  const figures = collectFigures(report, await builder.figureSources());
  await writeAtomically(join(output, "report.json"), Buffer.from(`${numbersOf(report)}\n`));
  for (const { id, draw } of figures) {
    const svg = draw(filePalette);
    await writeAtomically(join(output, "figures", `${id}.svg`), Buffer.from(svg));
    const png = await rasterise(svg);
    if (png) await writeAtomically(join(output, "figures", `${id}.png`), png);
  }
  await writeAtomically(join(output, "report.html"), Buffer.from(renderReport(report, figures)));
}

/** As JSON. The curves would be nearly all of it, tens of megabytes; their pictures are beside it. */
const numbersOf = (report: object): string =>
  JSON.stringify(report, (name, value: unknown) => (name === "roc" ? undefined : value));
