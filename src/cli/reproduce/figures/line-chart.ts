import { dashes, type Palette } from "./palette.ts";
import { line, polyline, rectangle, text } from "./svg.ts";

export interface Series {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
  /** Marks each point, where there are few. */
  marked?: boolean;
}

export interface Axis {
  title: string;
  from: number;
  to: number;
  ticks: readonly number[];
}

export interface Panel {
  title: string;
  x: Axis;
  y: Axis;
  series: readonly Series[];
  /** Spans of x with another ground, such as anomalous frames. */
  shaded?: readonly (readonly [from: number, to: number])[];
  /** A thin line from the lower left to the upper right corner. */
  diagonal?: boolean;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const margin = { left: 52, top: 30, right: 14, bottom: 44 };

/** Axes, grid and lines inside `box`. */
export function lineChart(panel: Panel, box: Box, palette: Palette): string[] {
  const { x, y, series, shaded = [], diagonal = false, title } = panel;
  const left = box.left + margin.left;
  const right = box.left + box.width - margin.right;
  const top = box.top + margin.top;
  const bottom = box.top + box.height - margin.bottom;
  const atX = (value: number) => left + ((value - x.from) / (x.to - x.from)) * (right - left);
  const atY = (value: number) => bottom - ((value - y.from) / (y.to - y.from)) * (bottom - top);
  const clipped = (value: number) => Math.min(y.to, Math.max(y.from, value));
  const { soft, ink, line: grid } = palette;

  return [
    text(left, box.top + 18, title, { fill: ink, weight: 600 }),
    ...shaded.map(([from, to]) =>
      rectangle(atX(from), top, Math.max(1, atX(to) - atX(from)), bottom - top, palette.shade),
    ),
    ...y.ticks.flatMap((tick) => [
      line([left, atY(tick)], [right, atY(tick)], grid),
      text(left - 7, atY(tick) + 4, String(tick), { fill: soft, anchor: "end", size: 12 }),
    ]),
    line([left, bottom], [right, bottom], soft),
    ...x.ticks.map((tick) =>
      text(atX(tick), bottom + 17, String(tick), { fill: soft, anchor: "middle", size: 12 }),
    ),
    text((left + right) / 2, bottom + 36, x.title, { fill: soft, anchor: "middle", size: 12 }),
    text(box.left + 14, (top + bottom) / 2, y.title, { fill: soft, anchor: "middle", size: 12, upright: true }), // prettier-ignore
    ...(diagonal ? [line([left, bottom], [right, top], grid)] : []),
    ...series.flatMap(({ points, marked = false }, index) => {
      const colour = palette.series[index % palette.series.length] ?? ink;
      const places = points.map(([px, py]) => [atX(px), atY(clipped(py))] as const);
      const marks = marked
        ? places.map(
            ([cx, cy]) =>
              `<circle cx="${cx.toFixed(1)}" cy="${cy.toFixed(1)}" r="3" fill="${colour}"/>`,
          )
        : [];
      return [polyline(places, colour, dashes[index % dashes.length] ?? ""), ...marks];
    }),
  ];
}

/** The series' names beside a piece of their line, one below the other. */
export function legend(
  names: readonly string[],
  { left, top, first = 0 }: { left: number; top: number; first?: number },
  palette: Palette,
): string[] {
  return names.flatMap((name, row) => {
    const y = top + 20 * row;
    const index = first + row; // of the first name's series
    const colour = palette.series[index % palette.series.length] ?? palette.ink;
    const piece = [[left, y] as const, [left + 30, y] as const];
    return [
      polyline(piece, colour, dashes[index % dashes.length] ?? ""),
      text(left + 38, y + 4, name, { fill: palette.ink, size: 12.5 }),
    ];
  });
}

/** Round steps over a range, about `count` of them. */
export function ticksOf(from: number, to: number, count: number): number[] {
  const rough = (to - from) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough) ?? rough;
  const first = Math.ceil(from / step);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12))); // prettier-ignore
}
