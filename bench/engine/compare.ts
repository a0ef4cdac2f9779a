import type { Identity, Round, Side } from "./side.ts";

export interface Measured {
  identity: Identity;
  rounds: Round[];
  /** Of the rounds' seconds. On a busy machine the least says most, so both are told. */
  median: number;
  least: number;
  processor: number;
  megabytes: number;
  gigaflops?: number;
}

interface Options {
  rounds: number;
  seconds: number;
}

/** Lets both sides work in turns, so that what else the machine does falls on both alike, and ends them. */
export async function compare(sides: Side[], { rounds, seconds }: Options): Promise<Measured[]> {
  const done: Round[][] = sides.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [at, side] of sides.entries()) done[at]?.push(await side.run(seconds));
  }
  for (const side of sides) side.stop();
  return sides.map(({ identity }, at) => summarise(identity, done[at] ?? []));
}

function summarise(identity: Identity, rounds: Round[]): Measured {
  const gigaflops = rounds.flatMap((round) => round.gigaflops ?? []);
  return {
    identity,
    rounds,
    median: median(rounds.map((round) => round.seconds)),
    least: Math.min(...rounds.map((round) => round.seconds)),
    processor: median(rounds.map((round) => round.processor)),
    megabytes: Math.max(...rounds.map((round) => round.megabytes)),
    ...(gigaflops.length > 0 && { gigaflops: median(gigaflops) }),
  };
}

/** The middle one; of an even number the mean of the two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
