import type { LayoutName } from "../datasets/read-dataset.ts";

/** Named here, as the parser of the command line must not wait for what reads them. */
export const layouts = [
  "ped2",
  "ucsd",
  "avenue",
  "shanghaitech",
  "folder",
] as const satisfies readonly LayoutName[];

export type Layout = (typeof layouts)[number];
