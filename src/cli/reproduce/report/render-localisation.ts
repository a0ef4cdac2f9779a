import type { Report } from "../build-report.ts";
import { count, percent } from "./html.ts";

/** How well the first main model tells where an anomaly is. */
export function renderLocalisation({ localisation }: Report): string {
  if (!localisation) return "";
  const { pixelAuc, pixelHitAuc, rbdc, tbdc, protocol } = localisation;
  const rows: [string, number, string][] = [
    ["Pixel AUC", pixelAuc, "all pixels of all scored frames together"],
    ["Pixel-level AUC of frames", pixelHitAuc, `an anomalous frame counts as found once ${100 * protocol.hitShare} % of its anomalous pixels are`], // prettier-ignore
    ["RBDC", rbdc, `regions found with an overlap (IoU) of ${protocol.regionIou}, up to one false region a frame`], // prettier-ignore
    ["TBDC", tbdc, `tracks of which ${100 * protocol.trackShare} % of the regions are found, up to one false region a frame`], // prettier-ignore
  ];
  const cells = rows.map(
    ([name, value, meaning]) =>
      `<tr class=ours><th scope=row>${name}</th><td>${percent(value)}</td><td class=text>${meaning}</td></tr>`,
  );
  return `<section id="localisation"><h2>Localisation</h2>
<p class="soft">Seed 0 against the data set's pixel masks; nothing is scaled by a clip's future. ${count(protocol.frames)} frames,
${count(protocol.anomalousFrames)} of them with anomalous pixels, ${count(protocol.regionCount)} regions in ${count(protocol.trackCount)} tracks,
which are the masks' connected areas linked from frame to frame by overlap.</p>
<div class="scroll"><table><thead><tr><th scope=col>Figure</th><th scope=col>per cent</th><th scope=col class=text>protocol</th></tr></thead>
<tbody>${cells.join("\n")}</tbody></table></div></section>`;
}
