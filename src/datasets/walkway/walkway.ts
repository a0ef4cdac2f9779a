import { drawBackground } from "./background.ts";
import { Camera } from "./camera.ts";
import { Canvas } from "./canvas.ts";
import type { Part } from "./figures.ts";
import { between, seeded } from "./random.ts";
import { castScene, type Actor, type Scene } from "./scene.ts";

export interface Picture {
  width: number;
  height: number;
  frameRate: number;
}

export const walkwayPicture: Picture = { width: 320, height: 192, frameRate: 10 };

/** How far a shadow falls for a metre of height: to the right and towards the camera. */
const sun = { right: 0.55, near: 0.35 };
const shadowDepth = 0.42;
const noiseLevel = 2.2;
const noiseLength = 1 << 16;

/**
 * A synthetic surveillance clip: people walk by under a slowly changing light, seen by a sensor
 * with noise. Any frame can be drawn by itself and is the same each time.
 */
export class Walkway {
  readonly frameCount: number;
  readonly #camera: Camera;
  readonly #actors: readonly Actor[];
  readonly #background: Float32Array;
  readonly #canvas: Canvas;
  readonly #noise: Float32Array;

  constructor(
    readonly scene: Scene,
    readonly picture: Picture = walkwayPicture,
  ) {
    const { width, height, frameRate } = picture;
    this.frameCount = Math.round(scene.seconds * frameRate);
    this.#camera = new Camera(width, height);
    this.#actors = castScene(scene, (depth) => this.#camera.reach(depth));
    this.#background = drawBackground(this.#camera);
    this.#canvas = new Canvas(width, height);
    const random = seeded(scene.seed + 1);
    this.#noise = Float32Array.from({ length: noiseLength }, () => gaussian(random) * noiseLevel);
  }

  /** Grey pixels, row by row. */
  frame(index: number): Uint8Array {
    const seconds = index / this.picture.frameRate;
    const bodies = this.#actors.flatMap((actor) => {
      const parts = actor.pose(seconds);
      return parts ? [parts] : [];
    });
    this.#canvas.pixels.set(this.#background);
    this.#canvas.shadow.fill(0);
    for (const parts of bodies) for (const part of parts) this.#drawShadow(part);
    this.#castShadows();
    for (const parts of bodies) for (const part of parts) this.#drawPart(part);
    return this.#develop(index, seconds);
  }

  /** The frames that show an anomaly: first and last, both included. */
  anomalies(): { from: number; to: number }[] {
    const { frameRate } = this.picture;
    return this.#actors
      .flatMap(({ anomalous }) => (anomalous ? [anomalous] : []))
      .map(({ from, to }) => ({
        from: Math.max(0, Math.ceil(from * frameRate)),
        to: Math.min(this.frameCount - 1, Math.floor(to * frameRate)),
      }))
      .filter(({ from, to }) => from <= to)
      .sort((a, b) => a.from - b.from);
  }

  #drawPart({ from, to, radius, endRadius, tone, ring }: Part): void {
    const [start, scale] = [this.#camera.project(from), this.#camera.scale(from[2])];
    if (ring) {
      this.#canvas.ring(...start, radius * scale, Math.max(1.2, endRadius * scale), tone);
    } else {
      this.#canvas.limb(
        [...start, ...this.#camera.project(to)],
        radius * scale,
        endRadius * scale,
        tone,
      );
    }
  }

  #drawShadow({ from, to, radius }: Part): void {
    const onGround = ([x, y, z]: Part["from"]): [number, number] =>
      this.#camera.project([x + sun.right * y, 0, z - sun.near * y]);
    const scale = this.#camera.scale(from[2]);
    this.#canvas.shade([...onGround(from), ...onGround(to)], radius * scale * 0.6, 0.1 * scale);
  }

  #castShadows(): void {
    const { pixels, shadow } = this.#canvas;
    for (let i = 0; i < pixels.length; i++) {
      const lost = shadow[i] ?? 0;
      if (lost > 0) pixels[i] = (pixels[i] ?? 0) * (1 - shadowDepth * lost);
    }
  }

  /** Light that flickers slowly, then the sensor's noise. */
  #develop(index: number, seconds: number): Uint8Array {
    const phase = this.scene.seed % 7;
    const light = 1 + 0.025 * Math.sin(0.7 * seconds + phase) + 0.012 * Math.sin(2.3 * seconds);
    const random = seeded(this.scene.seed * 65_537 + index);
    const { pixels, width } = this.#canvas;
    const grey = new Uint8Array(pixels.length);
    let place = 0;
    for (let i = 0; i < pixels.length; i++) {
      // Each row starts elsewhere in the noise, so that no pattern is seen to repeat.
      if (i % width === 0) place = Math.floor(between(random, 0, noiseLength - width));
      const value = (pixels[i] ?? 0) * light + (this.#noise[place++] ?? 0) + 0.5;
      grey[i] = value < 0 ? 0 : value > 255 ? 255 : value;
    }
    return grey;
  }
}

/** Near enough: the sum of four uniform numbers, scaled to a deviation of one. */
function gaussian(random: () => number): number {
  return (random() + random() + random() + random() - 2) * Math.sqrt(3);
}
