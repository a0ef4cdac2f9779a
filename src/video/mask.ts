/** Corners [x, y] in 0..1 of the picture's width and height. */
export type Polygon = readonly (readonly number[])[];

/** Gives a function that blackens a frame inside the polygons; a pixel is inside where its centre is. */
export function blackenInside(
  polygons: readonly Polygon[],
  width: number,
  height: number,
): (frame: Uint8Array) => void {
  const runs = polygons.flatMap((polygon) => insideRuns(polygon, width, height));
  return (frame) => {
    for (const [from, to] of runs) frame.fill(0, from, to);
  };
}

/** The polygon's inside as runs of pixel indices, line by line, by the even-odd rule. */
function insideRuns(polygon: Polygon, width: number, height: number): [number, number][] {
  const runs: [number, number][] = [];
  for (let row = 0; row < height; row++) {
    const crossings = edgeCrossings(polygon, (row + 0.5) / height).sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = firstCentreFrom(crossings[pair] ?? 0, width);
      const to = firstCentreFrom(crossings[pair + 1] ?? 0, width);
      if (from < to) runs.push([row * width + from, row * width + to]);
    }
  }
  return runs;
}

/** Where the line at height `y` crosses the polygon's edges. */
function edgeCrossings(polygon: Polygon, y: number): number[] {
  return polygon.flatMap(([x1 = 0, y1 = 0], corner) => {
    const [x2 = 0, y2 = 0] = polygon[(corner + 1) % polygon.length] ?? [];
    return y1 <= y === y2 <= y ? [] : [x1 + ((y - y1) / (y2 - y1)) * (x2 - x1)];
  });
}

const firstCentreFrom = (x: number, width: number) =>
  Math.min(Math.max(Math.ceil(x * width - 0.5), 0), width);
