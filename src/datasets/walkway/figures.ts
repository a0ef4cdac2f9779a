import type { Point } from "./camera.ts";

/** A part of a body: a line with round ends; a ring is a wheel. Radii in metres, tones 0..255. */
export interface Part {
  from: Point;
  to: Point;
  radius: number;
  endRadius: number;
  tone: number;
  ring?: boolean;
}

export interface Look {
  /** Metres tall. */
  height: number;
  skin: number;
  top: number;
  trousers: number;
}

/** How a body moves: angles in radians, lengths as shares of its height. */
interface Gait {
  stride: number;
  thigh: number;
  knee: number;
  elbow: number;
  arm: number;
  lean: number;
}

const walking: Gait = { stride: 0.82, thigh: 0.42, knee: 0.75, elbow: 0.25, arm: 0.4, lean: 0.04 };
const running: Gait = { stride: 1.5, thigh: 0.8, knee: 1.7, elbow: 1.5, arm: 0.9, lean: 0.22 };

/** The end of a bone that hangs at `angle`, forwards being `facing` (1 is right). */
function hang([x, y, z]: Point, length: number, angle: number, facing: number): Point {
  return [x + facing * length * Math.sin(angle), y - length * Math.cos(angle), z];
}

function bone(from: Point, to: Point, radius: number, endRadius: number, tone: number): Part {
  return { from, to, radius, endRadius, tone };
}

function leg(look: Look, hip: Point, thigh: number, knee: number, facing: number): Part[] {
  const h = look.height;
  const kneeAt = hang(hip, 0.245 * h, thigh, facing);
  const ankle = hang(kneeAt, 0.235 * h, thigh - knee, facing);
  const toe: Point = [ankle[0] + facing * 0.09 * h, ankle[1] - 0.015 * h, ankle[2]];
  return [
    bone(hip, kneeAt, 0.055 * h, 0.042 * h, look.trousers),
    bone(kneeAt, ankle, 0.042 * h, 0.028 * h, look.trousers),
    bone(ankle, toe, 0.025 * h, 0.02 * h, 35),
  ];
}

function arm(look: Look, shoulder: Point, swing: number, elbow: number, facing: number): Part[] {
  const h = look.height;
  const elbowAt = hang(shoulder, 0.17 * h, swing, facing);
  const hand = hang(elbowAt, 0.16 * h, swing + elbow, facing);
  return [
    bone(shoulder, elbowAt, 0.03 * h, 0.026 * h, look.top - 10),
    bone(elbowAt, hand, 0.026 * h, 0.02 * h, look.skin),
  ];
}

function trunk(look: Look, hip: Point, lean: number, facing: number): [parts: Part[], neck: Point] {
  const h = look.height;
  const neck = hang(hip, 0.3 * h, Math.PI - lean, facing);
  const head = hang(neck, 0.095 * h, Math.PI - lean, facing);
  const crown = hang(head, 0.03 * h, Math.PI - lean, facing);
  const back = hang(head, 0.04 * h, Math.PI + 1.1, facing);
  return [
    [
      bone(hip, neck, 0.065 * h, 0.085 * h, look.top),
      bone(head, crown, 0.052 * h, 0.05 * h, look.skin),
      bone(back, hang(head, 0.05 * h, Math.PI + 0.2, facing), 0.028 * h, 0.036 * h, 40),
    ],
    neck,
  ];
}

const shoulderOf = (neck: Point, look: Look): Point => [
  neck[0],
  neck[1] - 0.03 * look.height,
  neck[2],
];

function onFoot(look: Look, at: Point, travelled: number, facing: number, gait: Gait): Part[] {
  const phase = (2 * Math.PI * travelled) / (gait.stride * look.height);
  const swing = Math.sin(phase);
  const bob = 0.012 * look.height * Math.cos(2 * phase);
  const hip: Point = [at[0], 0.49 * look.height + bob, at[2]];
  // The knee bends while its foot is carried forward.
  const bend = (p: number): number => gait.knee * Math.max(0, Math.cos(p)) ** 1.5 + 0.06;
  const [body, neck] = trunk(look, hip, gait.lean, facing);
  const shoulder = shoulderOf(neck, look);
  return [
    ...arm(look, shoulder, gait.arm * swing, gait.elbow, facing),
    ...leg(look, hip, -gait.thigh * swing, bend(phase + Math.PI), facing),
    ...leg(look, hip, gait.thigh * swing, bend(phase), facing),
    ...body,
    ...arm(look, shoulder, -gait.arm * swing, gait.elbow, facing),
  ];
}

export const walker = (look: Look, at: Point, travelled: number, facing: number): Part[] =>
  onFoot(look, at, travelled, facing, walking);

export const runner = (look: Look, at: Point, travelled: number, facing: number): Part[] =>
  onFoot(look, at, travelled, facing, running);

/** Stands and throws: `progress` 0..1 takes the arm from behind the body over the head to the front. */
export function thrower(look: Look, at: Point, progress: number, facing: number): Part[] {
  const h = look.height;
  const hip: Point = [at[0], 0.48 * h, at[2]];
  const lean = -0.2 + 0.55 * progress;
  const [body, neck] = trunk(look, hip, lean, facing);
  const shoulder = shoulderOf(neck, look);
  return [
    ...arm(look, shoulder, 0.7 - progress, 0.3, facing),
    ...leg(look, hip, -0.4, 0.15, facing),
    ...leg(look, hip, 0.45, 0.2, facing),
    ...body,
    ...arm(look, shoulder, -2.4 - 2.2 * progress, -0.5 * (1 - progress), facing),
  ];
}

export function cyclist(look: Look, at: Point, travelled: number, facing: number): Part[] {
  const [x, , z] = at;
  const wheel = 0.34;
  const place = (dx: number, y: number): Point => [x + facing * dx, y, z];
  const tube = (from: Point, to: Point): Part => bone(from, to, 0.025, 0.025, 50);
  const rim = (centre: Point): Part => ({ ...bone(centre, centre, wheel, 0.05, 40), ring: true });
  const [rear, front, crank] = [place(-0.52, wheel), place(0.52, wheel), place(-0.05, 0.3)];
  const [saddle, bars, head] = [place(-0.2, 0.95), place(0.42, 1.08), place(0.38, 0.85)];
  const [body, neck] = trunk(look, saddle, 0.55, facing);
  const shoulder = shoulderOf(neck, look);
  const turn = travelled / 0.9;
  const pedals = [turn, turn + Math.PI].flatMap((angle) => {
    const foot = place(-0.05 + 0.17 * Math.sin(angle), 0.3 + 0.17 * Math.cos(angle));
    const knee = place(0.22 + 0.06 * Math.sin(angle), 0.68 + 0.1 * Math.cos(angle));
    return [
      bone(saddle, knee, 0.09, 0.07, look.trousers),
      bone(knee, foot, 0.07, 0.045, look.trousers),
    ];
  });
  return [
    ...[rim(rear), rim(front), tube(rear, crank), tube(crank, head), tube(rear, saddle)],
    ...[tube(saddle, head), tube(crank, saddle), tube(front, bars)],
    ...pedals,
    ...body,
    bone(shoulder, place(0.3, 1.05), 0.05, 0.04, look.top - 10),
    bone(place(0.3, 1.05), bars, 0.04, 0.035, look.skin),
  ];
}
