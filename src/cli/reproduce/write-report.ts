import { join } from "node:path";
import { writeAtomically } from "../../engine/atomic-file.ts";
import type { Report } from "./build-report.ts";
import { renderReport } from "./report/render-report.ts";

/** `report.json` holds every number, `report.html` shows them; each is replaced whole. */
export async function writeReport(output: string, report: Report): Promise<void> {
  await writeAtomically(join(output, "report.json"), Buffer.from(`${JSON.stringify(report)}\n`));
  await writeAtomically(join(output, "report.html"), Buffer.from(renderReport(report)));
}
