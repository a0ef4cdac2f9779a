/** The connected areas of a grid, numbered from 1; 0 is none. */
export interface Components {
  labels: Uint32Array;
  /** `sizes[n - 1]` is the number of places of area n. */
  sizes: number[];
}

/** Areas of places where `inside` holds; places that touch by a side or a corner are of one area. */
export function connectedComponents(
  width: number,
  height: number,
  inside: (place: number) => boolean,
): Components {
  const labels = new Uint32Array(width * height);
  const sizes: number[] = [];
  const open: number[] = [];
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] !== 0 || !inside(start)) continue;
    const label = sizes.length + 1;
    let size = 0;
    labels[start] = label;
    open.push(start);
    for (let place = open.pop(); place !== undefined; place = open.pop()) {
      size++;
      const x = place % width;
      const y = (place - x) / width;
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const next = row * width + column;
          if (labels[next] !== 0 || !inside(next)) continue;
          labels[next] = label;
          open.push(next);
        }
      }
    }
    sizes.push(size);
  }
  return { labels, sizes };
}

/**
 * The connected areas of the cells whose score reaches a threshold that only falls: each cell is joined
 * once to the areas beside it, so any number of thresholds costs little more than one.
 */
export class FallingThreshold {
  private readonly fallingCells: Uint32Array;
  private next = 0;
  /** The cell that a cell was joined to; an area's root is its own. -1 where the threshold is not reached. */
  private readonly parents: Int32Array;
  private readonly sizes: Uint32Array;
  /** How many areas there are now. */
  count = 0;

  constructor(
    private readonly width: number,
    private readonly scores: Float32Array,
  ) {
    const score = (cell: number) => scores[cell] ?? Number.NaN;
    this.fallingCells = Uint32Array.from(scores.keys()).sort((a, b) => score(b) - score(a));
    this.parents = new Int32Array(scores.length).fill(-1);
    this.sizes = new Uint32Array(scores.length);
  }

  lowerTo(threshold: number): void {
    for (; this.next < this.fallingCells.length; this.next++) {
      const cell = this.fallingCells[this.next] ?? 0;
      if ((this.scores[cell] ?? Number.NaN) < threshold) return;
      this.add(cell);
    }
  }

  /** The area that a cell lies in, told apart by a number until the threshold falls; -1 where in none. */
  areaAt(cell: number): number {
    let root = cell;
    for (let parent = this.parents[root]; parent !== root; parent = this.parents[root]) {
      if (parent === undefined || parent < 0) return -1;
      root = parent;
    }
    return root;
  }

  /** In cells. */
  sizeOf(area: number): number {
    return this.sizes[area] ?? 0;
  }

  private add(cell: number): void {
    this.parents[cell] = cell;
    this.sizes[cell] = 1;
    this.count++;
    const x = cell % this.width;
    for (const row of [-this.width, 0, this.width]) {
      for (let column = Math.max(-x, -1); column <= Math.min(this.width - 1 - x, 1); column++) {
        const neighbour = cell + row + column;
        if (neighbour !== cell && (this.parents[neighbour] ?? -1) >= 0) this.join(cell, neighbour);
      }
    }
  }

  private join(one: number, other: number): void {
    const [a, b] = [this.areaAt(one), this.areaAt(other)];
    if (a === b) return;
    // The smaller goes to the larger, so a chain of parents is at most the logarithm of an area long.
    const [small, large] = this.sizeOf(a) < this.sizeOf(b) ? [a, b] : [b, a];
    this.parents[small] = large;
    this.sizes[large] = this.sizeOf(large) + this.sizeOf(small);
    this.count--;
  }
}
