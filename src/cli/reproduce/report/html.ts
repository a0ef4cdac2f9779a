const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Text as HTML or an attribute's value. */
export const escape = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => entities[letter] ?? letter);

export const percent = (value: number): string => (100 * value).toFixed(1);

export function duration(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds)} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

export const count = (value: number): string => value.toLocaleString("en-US");
