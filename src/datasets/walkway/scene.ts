import { cyclist, runner, thrower, walker, type Look, type Part } from "./figures.ts";
import { between, seeded, type Random } from "./random.ts";

export type AnomalyKind = "CYCLIST" | "RUNNER" | "THROWER";

/** What one clip shows. The same scene gives the same pictures everywhere. */
export interface Scene {
  seed: number;
  seconds: number;
  /** When each anomaly enters the picture, in seconds from the clip's start. */
  anomalies?: readonly { kind: AnomalyKind; at: number }[];
}

/** Someone in the scene: the parts of their body at a time, undefined while they are elsewhere. */
export interface Actor {
  /** Metres from the camera: who is farther is drawn first. */
  depth: number;
  /** Seconds in which something about the actor is not normal. */
  anomalous?: { from: number; to: number };
  pose(seconds: number): readonly Part[] | undefined;
}

/** Metres beyond the picture's edge where people appear and vanish. */
const margin = 1.2;
// People keep to the right: those on the near lane walk to the right of the picture.
const lanes = [
  { near: 7.2, far: 9.8, facing: 1, everySeconds: 2.6 },
  { near: 11, far: 13.8, facing: -1, everySeconds: 2.2 },
] as const;

/** All who appear, the farthest first. `reach(depth)` is half the width that the camera sees there. */
export function castScene(scene: Scene, reach: (depth: number) => number): Actor[] {
  const random = seeded(scene.seed);
  const actors = lanes.flatMap((lane) => {
    const people: Actor[] = [];
    // Early enough that the first frame is as busy as the last.
    let enters = -20;
    while (enters < scene.seconds) {
      people.push(passer(lane, enters, random, reach));
      enters += between(random, 0.4, 1.6) * lane.everySeconds;
    }
    return people;
  });
  for (const { kind, at } of scene.anomalies ?? []) actors.push(anomalies[kind](at, random, reach));
  return actors.sort((a, b) => b.depth - a.depth);
}

function passer(
  lane: (typeof lanes)[number],
  enters: number,
  random: Random,
  reach: (depth: number) => number,
): Actor {
  const depth = between(random, lane.near, lane.far);
  const speed = between(random, 1.05, 1.5);
  const look = randomLook(random);
  const start = -lane.facing * (reach(depth) + margin);
  const leaves = enters + (2 * (reach(depth) + margin)) / speed;
  const phase = between(random, 0, 2);
  return {
    depth,
    pose(seconds) {
      if (seconds < enters || seconds > leaves) return undefined;
      const travelled = speed * (seconds - enters);
      return walker(
        look,
        [start + lane.facing * travelled, 0, depth],
        travelled + phase,
        lane.facing,
      );
    },
  };
}

function randomLook(random: Random): Look {
  const tones = [38, 60, 95, 185, 215];
  const tone = (): number =>
    (tones[Math.floor(random() * tones.length)] ?? 60) + between(random, -12, 12);
  return {
    height: between(random, 1.55, 1.9),
    skin: between(random, 120, 190),
    top: tone(),
    trousers: tone(),
  };
}

type Cast = (at: number, random: Random, reach: (depth: number) => number) => Actor;

/** Someone who crosses at a constant speed; anomalous while the middle of the body is in view. */
function crossing(
  draw: typeof walker,
  options: { depth: number; speed: number; facing: number },
): Cast {
  const { depth, speed, facing } = options;
  return (at, random, reach) => {
    const look = randomLook(random);
    const [edge, beyond] = [reach(depth), reach(depth) + margin];
    const position = (seconds: number): number => speed * (seconds - at) - edge;
    return {
      depth,
      anomalous: { from: at, to: at + (2 * edge) / speed },
      pose(seconds) {
        const x = position(seconds);
        if (Math.abs(x) > beyond) return undefined;
        return draw(look, [facing * x, 0, depth], x + beyond, facing);
      },
    };
  };
}

/** Walks in, stops, throws a bag in a high arc, walks on. Anomalous from the swing to the landing. */
const throwing: Cast = (at, random, reach) => {
  const [depth, facing, speed] = [8.2, 1, 1.3];
  const look = randomLook(random);
  const [swing, flight] = [0.6, 1.3];
  const spot = -0.35 * reach(depth);
  const walkOn = at + swing + flight + 0.5;
  const release = [spot + 0.5, look.height + 0.25, depth] as const;
  const bag = (since: number): Part => {
    const flown = Math.min(since, flight);
    // Thrown so that it lands after `flight` seconds, on the other lane.
    const rise = (4.9 * flight * flight - release[1]) / flight;
    const height = Math.max(0.14, release[1] + rise * flown - 4.9 * flown * flown);
    const place = [release[0] + 2.6 * flown, height, depth + 2.2 * flown] as const;
    return { from: place, to: place, radius: 0.16, endRadius: 0.16, tone: 28 };
  };
  return {
    depth,
    anomalous: { from: at, to: at + swing + flight },
    pose(seconds) {
      const landed = seconds >= at + swing ? [bag(seconds - at - swing)] : [];
      const walked = seconds < at ? seconds - at : Math.max(0, seconds - walkOn);
      const x = spot + speed * walked;
      if (Math.abs(x) > reach(depth) + margin) return landed;
      const standing = seconds >= at && seconds <= walkOn;
      const progress = Math.min(1, Math.max(0, (seconds - at) / swing));
      const body = standing
        ? thrower(look, [x, 0, depth], progress, facing)
        : walker(look, [x, 0, depth], walked, facing);
      return [...body, ...landed];
    },
  };
};

const anomalies: Record<AnomalyKind, Cast> = {
  CYCLIST: crossing(cyclist, { depth: 10.4, speed: 4.2, facing: 1 }),
  RUNNER: crossing(runner, { depth: 8.6, speed: 3.4, facing: -1 }),
  THROWER: throwing,
};
