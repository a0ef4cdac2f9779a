/** Rows as aligned columns, the first row being the heading; numbers are set flush right. */
export function formatTable(rows: readonly (readonly (string | number)[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => String(row[column] ?? "").length)),
  );
  const isNumeric = (column: number): boolean =>
    rows.slice(1).every((row) => /^[\d.\-– %]*$/.test(String(row[column] ?? "")));
  return rows
    .map((row) =>
      widths
        .map((width, column) => {
          const cell = String(row[column] ?? "");
          return isNumeric(column) ? cell.padStart(width) : cell.padEnd(width);
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
