import type { Figure } from "../figures/figure.ts";
import { pagePalette } from "../figures/palette.ts";
import { escape } from "./html.ts";

export function renderFigures(figures: readonly Figure[]): string {
  if (figures.length === 0) return "";
  const drawn = figures.map(
    ({ id, title, caption, draw }) =>
      `<figure id="${id}"><h3>${escape(title)}</h3>${draw(pagePalette)}<figcaption>${escape(caption)} ` +
      `Files: <code>figures/${id}.svg</code>, <code>.png</code>.</figcaption></figure>`,
  );
  return `<section id="figures"><h2>Figures</h2>${drawn.join("\n")}</section>`;
}
