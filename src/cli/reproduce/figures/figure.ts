import type { Palette } from "./palette.ts";

/** A picture of the report: in the page with its colours, and as a file with fixed ones. */
export interface Figure {
  /** Also its files' name. */
  id: string;
  title: string;
  caption: string;
  draw: (palette: Palette) => string;
}
