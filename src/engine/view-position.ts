import type { FrameSize } from "./frame-source.ts";
import type { Mark } from "./view.ts";

/** Pixels to the right and downwards. */
export type Move = readonly [right: number, down: number];

/** How far a frame may have moved, in pixels of the network's size, and still be put back. */
const reach = 6;
const span = 2 * reach + 1;
const edgeCount = 500;
/** The least correlation of the marks with a frame in which they are recognised. */
const recognised = 0.5;
/** Smaller moves are left: people who pass by seem to move a still camera by up to that. */
const leastMove = 0.25;
const refinements = 4;
const still: Move = [0, 0];

/** Places at edges, as many along rows as along columns, none so near the border that it could leave the frame. */
export function findEdges(mean: Float64Array, { width, height }: FrameSize): number[] {
  const inner: number[] = [];
  for (let row = reach + 1; row < height - reach - 1; row++) {
    for (let column = reach + 1; column < width - reach - 1; column++) {
      inner.push(row * width + column);
    }
  }
  const strongest = (step: number) => {
    const slope = (at: number) => Math.abs((mean[at + step] ?? 0) - (mean[at - step] ?? 0));
    return inner.toSorted((a, b) => slope(b) - slope(a)).slice(0, edgeCount / 2);
  };
  return [...strongest(1), ...strongest(width)];
}

/** How far a frame has moved from where the marks were found, or [0, 0] where they cannot be recognised. */
export function findMove(frame: Float32Array, marks: readonly Mark[], size: FrameSize): Move {
  const near = search(frame, marks, size.width);
  if (correlation(frame, marks, near, size.width) < recognised) return still;
  const [right, down] = refine(frame, marks, near, size);
  return Math.max(Math.abs(right), Math.abs(down)) < leastMove ? still : [right, down];
}

/** The whole move by which the marks' greys differ least from the frame's. */
function search(frame: Float32Array, marks: readonly Mark[], width: number): Move {
  const misfits = new Float64Array(span * span);
  for (const [column, row, grey] of marks) {
    for (let at = 0, down = -reach; down <= reach; down++) {
      const place = (row + down) * width + column;
      for (let right = -reach; right <= reach; right++, at++) {
        misfits[at] = (misfits[at] ?? 0) + Math.abs((frame[place + right] ?? 0) - grey);
      }
    }
  }
  const best = misfits.indexOf(Math.min(...misfits));
  return [(best % span) - reach, Math.floor(best / span) - reach];
}

/** Of the marks' greys with the frame's after a whole move; 0 where either has one grey alone. */
function correlation(frame: Float32Array, marks: readonly Mark[], move: Move, width: number) {
  const [right, down] = move;
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (const [column, row, grey] of marks) {
    const seen = frame[(row + down) * width + column + right] ?? 0;
    x += grey;
    y += seen;
    xx += grey * grey;
    yy += seen * seen;
    xy += grey * seen;
  }
  const n = marks.length;
  const spreads = (n * xx - x * x) * (n * yy - y * y);
  return spreads > 0 ? (n * xy - x * y) / Math.sqrt(spreads) : 0;
}

/**
 * The move between pixels: Gauss and Newton's least squares (Lucas and Kanade 1981), with the slopes as
 * they are at the whole move, in which a mark that fits badly, as somebody stands there, counts little.
 */
function refine(
  frame: Float32Array,
  marks: readonly Mark[],
  near: Move,
  { width }: FrameSize,
): Move {
  const count = marks.length;
  const across = new Float64Array(count);
  const along = new Float64Array(count);
  const misfits = new Float64Array(count);
  const places = Int32Array.from(marks, ([x, y]) => (y + near[1]) * width + x + near[0]);
  for (let mark = 0; mark < count; mark++) {
    const at = places[mark] ?? 0;
    across[mark] = ((frame[at + 1] ?? 0) - (frame[at - 1] ?? 0)) / 2;
    along[mark] = ((frame[at + width] ?? 0) - (frame[at - width] ?? 0)) / 2;
  }

  let [right, down] = [0, 0];
  for (let refinement = 0; refinement < refinements; refinement++) {
    let sum = 0;
    for (let mark = 0; mark < count; mark++) {
      const seen = between(frame, places[mark] ?? 0, right, down, width);
      const misfit = seen - (marks[mark]?.[2] ?? 0);
      misfits[mark] = misfit;
      sum += Math.abs(misfit);
    }
    const usual = Math.max(sum / count, 1e-3);
    let [xx, xy, yy, x, y] = [0, 0, 0, 0, 0];
    for (let mark = 0; mark < count; mark++) {
      const misfit = misfits[mark] ?? 0;
      const [slopeX, slopeY] = [across[mark] ?? 0, along[mark] ?? 0];
      const weight = 1 / (1 + (misfit / (2 * usual)) ** 2);
      xx += weight * slopeX * slopeX;
      xy += weight * slopeX * slopeY;
      yy += weight * slopeY * slopeY;
      x += weight * slopeX * misfit;
      y += weight * slopeY * misfit;
    }
    const determinant = xx * yy - xy * xy;
    if (!(determinant > 1e-6 * xx * yy)) return near; // edges of one direction alone
    right = withinOne(right - (yy * x - xy * y) / determinant);
    down = withinOne(down - (xx * y - xy * x) / determinant);
  }
  return [near[0] + right, near[1] + down];
}

const withinOne = (move: number) => Math.min(1, Math.max(-1, move));

/** The grey value up to a pixel right and down of a place, between the four pixels around it. */
function between(frame: Float32Array, place: number, right: number, down: number, width: number) {
  const [columns, rows] = [Math.floor(right), Math.floor(down)];
  const at = place + rows * width + columns;
  const x = right - columns;
  const above = (1 - x) * (frame[at] ?? 0) + x * (frame[at + 1] ?? 0);
  const below = (1 - x) * (frame[at + width] ?? 0) + x * (frame[at + width + 1] ?? 0);
  return above + (down - rows) * (below - above);
}

/** The frame moved by cubic convolution (Keys 1981), its edge repeated where it leaves the frame. */
export function moveFrame(frame: Float32Array, right: number, down: number, size: FrameSize) {
  const { width, height } = size;
  const rows = moveLines(frame, right, { lines: height, apart: width, length: width, step: 1 });
  return moveLines(rows, down, { lines: width, apart: 1, length: height, step: width });
}

/** Lines of `length` pixels that lie `step` places from each other; a line begins `apart` from the last. */
interface Lines {
  lines: number;
  apart: number;
  length: number;
  step: number;
}

function moveLines(values: Float32Array, by: number, { lines, apart, length, step }: Lines) {
  const whole = Math.floor(-by);
  const rest = -by - whole;
  const weights = [cubic(1 + rest), cubic(rest), cubic(1 - rest), cubic(2 - rest)] as const;
  const places = Int32Array.from({ length: length + 3 }, (_, at) => {
    return step * Math.min(length - 1, Math.max(0, at - 1 + whole));
  });
  const moved = new Float32Array(lines * length);
  for (let at = 0; at < length; at++) {
    const [a = 0, b = 0, c = 0, d = 0] = places.subarray(at, at + 4);
    for (let line = 0; line < lines * apart; line += apart) {
      moved[line + at * step] =
        weights[0] * (values[line + a] ?? 0) +
        weights[1] * (values[line + b] ?? 0) +
        weights[2] * (values[line + c] ?? 0) +
        weights[3] * (values[line + d] ?? 0);
    }
  }
  return moved;
}

/** Keys' kernel with a = −½, at a distance of 0..2 pixels. */
function cubic(distance: number): number {
  return distance < 1
    ? (1.5 * distance - 2.5) * distance * distance + 1
    : ((-0.5 * distance + 2.5) * distance - 4) * distance + 2;
}
