/** Metres: x to the right, y up from the ground, z away from the camera. */
export type Point = readonly [x: number, y: number, z: number];

const heightMetres = 4;

/** A camera on a wall, its lens shifted down: verticals stay vertical, the ground recedes. */
export class Camera {
  readonly focal: number;
  readonly centre: number;
  readonly horizon: number;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.focal = width * 0.8;
    this.centre = width / 2;
    this.horizon = height * 0.1;
  }

  /** Pixels a metre at this depth. */
  scale(z: number): number {
    return this.focal / z;
  }

  project([x, y, z]: Point): [u: number, v: number] {
    return [this.centre + this.scale(z) * x, this.horizon + this.scale(z) * (heightMetres - y)];
  }

  /** The depth of the ground seen in this row, infinite at the horizon. */
  groundDepth(v: number): number {
    return v <= this.horizon ? Infinity : (this.focal * heightMetres) / (v - this.horizon);
  }

  /** The row in which a height at this depth appears. */
  row(y: number, z: number): number {
    return this.horizon + this.scale(z) * (heightMetres - y);
  }

  /** Half the width of what is seen at this depth, in metres. */
  reach(z: number): number {
    return this.centre / this.scale(z);
  }
}
