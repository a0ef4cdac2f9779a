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
