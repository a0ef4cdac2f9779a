/** The colours of a figure: the page's, which follow its scheme, or fixed ones for a file of its own. */
export interface Palette {
  ground: string;
  ink: string;
  soft: string;
  line: string;
  shade: string;
  /** Told apart by dashes too, see `dashes`. */
  series: readonly string[];
}

export const pagePalette: Palette = {
  ground: "var(--sheet)",
  ink: "var(--ink)",
  soft: "var(--soft)",
  line: "var(--line)",
  shade: "var(--shade)",
  series: [
    ...["var(--accent)", "var(--second)", "var(--third)", "var(--fourth)", "var(--fifth)"],
    ...["var(--soft)", "var(--ink)"],
  ],
};

export const filePalette: Palette = {
  ground: "#ffffff",
  ink: "#1c1e21",
  soft: "#5c636d",
  line: "#dcdfe3",
  shade: "#f4dcd6",
  series: ["#0b62a8", "#b4530a", "#4d7c1b", "#8a3fa0", "#0a7f7a", "#5c636d", "#1c1e21"],
};

export const dashes = ["", "7 4", "2 3", "10 3 2 3", "4 2"] as const;
