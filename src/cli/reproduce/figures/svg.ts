import { escape } from "../report/html.ts";
import type { Palette } from "./palette.ts";

const font = "'DejaVu Sans', Verdana, Arial, sans-serif";

/** A whole SVG document, or a part of a page. */
export function drawing(
  width: number,
  height: number,
  { ground }: Palette,
  title: string,
  parts: readonly string[],
): string {
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" ` +
    `role="img" aria-label="${escape(title)}" font-family="${font}" font-size="13">` +
    `<rect width="${width}" height="${height}" fill="${ground}"/>${parts.join("\n")}</svg>`
  );
}

interface TextStyle {
  fill: string;
  anchor?: "start" | "middle" | "end";
  size?: number;
  weight?: number;
  /** Turned by a quarter, to be read from below. */
  upright?: boolean;
}

export function text(
  x: number,
  y: number,
  content: string,
  { fill, anchor = "start", size = 13, weight = 400, upright = false }: TextStyle,
): string {
  const turn = upright ? ` transform="rotate(-90 ${short(x)} ${short(y)})"` : "";
  return (
    `<text x="${short(x)}" y="${short(y)}" fill="${fill}" text-anchor="${anchor}" font-size="${size}" ` +
    `font-weight="${weight}"${turn}>${escape(content)}</text>`
  );
}

export const line = (
  from: readonly [number, number],
  to: readonly [number, number],
  stroke: string,
) =>
  `<line x1="${short(from[0])}" y1="${short(from[1])}" x2="${short(to[0])}" y2="${short(to[1])}" stroke="${stroke}"/>`;

export const rectangle = (x: number, y: number, width: number, height: number, fill: string) =>
  `<rect x="${short(x)}" y="${short(y)}" width="${short(width)}" height="${short(height)}" fill="${fill}"/>`;

export const polyline = (
  points: readonly (readonly [number, number])[],
  stroke: string,
  dash: string,
): string =>
  `<polyline fill="none" stroke="${stroke}" stroke-width="1.8" stroke-linejoin="round"` +
  `${dash ? ` stroke-dasharray="${dash}"` : ""} points="${points.map(([x, y]) => `${short(x)},${short(y)}`).join(" ")}"/>`;

/** A tenth of a pixel is enough. */
const short = (value: number): string => String(Math.round(10 * value) / 10);
