import { Canvas, mix } from "./canvas.ts";
import type { Camera } from "./camera.ts";
import { between, seeded, type Random } from "./random.ts";

/** Depths in metres: the paving lies between the kerbs, lawn and hedge behind it, then a house. */
const paving = { near: 6.6, far: 14.4 };
const hedge = { z: 17.5, height: 1.2 };
const house = { z: 24, window: 2.6 };

/** The place without people. It depends on no seed but its own: all clips show the same place. */
export function drawBackground(camera: Camera): Float32Array {
  const { width, height } = camera;
  const canvas = new Canvas(width, height);
  const texture = new Texture(seeded(7));
  const offsets = [0.25, 0.75];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (const dy of offsets) {
        for (const dx of offsets) sum += colourAt(camera, texture, x + dx, y + dy);
      }
      canvas.pixels[y * width + x] = sum / 4;
    }
  }
  drawLamps(canvas, camera);
  drawTree(canvas, camera, seeded(11));
  return canvas.pixels;
}

function colourAt(camera: Camera, texture: Texture, u: number, v: number): number {
  const lateral = (z: number): number => (u - camera.centre) / camera.scale(z);
  if (v < camera.row(hedge.height, hedge.z)) return houseAt(lateral(house.z), v, camera);
  const z = camera.groundDepth(v);
  const x = lateral(z);
  if (z > hedge.z) return 52 + 34 * texture.at(u * 0.45, v * 0.45) + (v % 5 < 1 ? -6 : 0);
  if (z > paving.far + 0.25) return 84 + 26 * texture.at(x * 2.5, z * 2.5);
  if (z > paving.far || (z < paving.near && z > paving.near - 0.2)) return 176;
  if (z < paving.near) return 78 + 24 * texture.at(x * 4, z * 4);
  return pavingAt(x, z, camera.scale(z), texture);
}

/** Slabs of 1.2 m by 1.3 m, each of a tone of its own, with joints that fade with the distance. */
function pavingAt(x: number, z: number, scale: number, texture: Texture): number {
  const row = Math.floor((z - paving.near) / 1.3);
  const shifted = x + (row % 2) * 0.6;
  const column = Math.floor(shifted / 1.2);
  const slab = 142 + 9 * texture.cell(column, row) + 9 * texture.at(x * 3, z * 3);
  const across = Math.abs(shifted / 1.2 - Math.round(shifted / 1.2)) * 1.2;
  const along = Math.abs((z - paving.near) / 1.3 - Math.round((z - paving.near) / 1.3)) * 1.3;
  const joint = Math.min(1, (Math.min(across, along * 0.6) * scale) / 0.8);
  return mix(slab - 34, slab, joint);
}

function houseAt(x: number, v: number, camera: Camera): number {
  const column = x - house.window * Math.floor(x / house.window);
  const sill = camera.row(1.6, house.z);
  const inWindow = column > 0.7 && column < 1.9 && v < sill && v > camera.row(3.6, house.z);
  if (!inWindow) return 168 - 0.4 * v;
  return Math.abs(column - 1.3) < 0.06 ? 180 : 66 + 1.2 * v;
}

function drawLamps(canvas: Canvas, camera: Camera): void {
  for (const x of [-6.2, 5.4]) {
    const [foot, top] = [camera.project([x, 0, 15.6]), camera.project([x, 6, 15.6])];
    canvas.limb([...foot, ...top], 1.6, 1.1, 60);
  }
}

/** A trunk and a crown of many leaves, part of it out of the picture. */
function drawTree(canvas: Canvas, camera: Camera, random: Random): void {
  const [x, z] = [-8.2, 16.4];
  canvas.limb([...camera.project([x, 0, z]), ...camera.project([x + 0.2, 3, z])], 4, 3, 58);
  for (let leaf = 0; leaf < 260; leaf++) {
    const angle = between(random, 0, 2 * Math.PI);
    const distance = Math.sqrt(random());
    const [u, v] = camera.project([
      x + 2.3 * distance * Math.cos(angle),
      3.7 + 1.4 * distance * Math.sin(angle),
      z,
    ]);
    canvas.limb([u, v, u + 1, v + 1], between(random, 1.5, 3.5), 1.5, between(random, 42, 92));
  }
}

/** Smooth noise in the plane, -1..1. */
class Texture {
  readonly #values: Float32Array;

  constructor(random: Random) {
    this.#values = Float32Array.from({ length: 4096 }, () => between(random, -1, 1));
  }

  cell(x: number, y: number): number {
    return this.#values[(Math.imul(x, 73) + Math.imul(y, 1511)) & 4095] ?? 0;
  }

  at(x: number, y: number): number {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const upper = mix(this.cell(left, top), this.cell(left + 1, top), x - left);
    const lower = mix(this.cell(left, top + 1), this.cell(left + 1, top + 1), x - left);
    return mix(upper, lower, y - top);
  }
}
