import type { Localisation } from "../../engine/localisation.ts";
import { formatTable } from "../terminal/table.ts";

/** A table of the figures, each with what it counts. */
export function describeLocalisation(found: Localisation): string {
  const { frames, anomalousFrames, regionCount, trackCount } = found.protocol;
  const rows = [
    ["localisation", "value", "what is counted"],
    ["pixel AUC", found.pixelAuc, "all pixels of all scored frames"],
    ["pixel-hit AUC", found.pixelHitAuc, "frames; 40 % of the anomalous pixels are a hit (Mahadevan, Li)"], // prettier-ignore
    ["RBDC", found.rbdc, `${regionCount} regions, IoU 0.1; area up to 1 false positive a frame`],
    ["TBDC", found.tbdc, `${trackCount} tracks (linked areas), 10 % of their regions; the same area`], // prettier-ignore
  ].map((row) => row.map((cell) => (typeof cell === "number" ? cell.toFixed(4) : cell)));
  return `${formatTable(rows)}\n${anomalousFrames} of ${frames} scored frames have anomalous pixels.`;
}
