/** What `--only` can name; the report shows them in this order. */
export const sections = ["main", "baselines", "table2", "table3", "table4", "robustness"] as const;

export type Section = (typeof sections)[number];
