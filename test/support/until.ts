import { setTimeout as delay } from "node:timers/promises";

type Truthy<T> = Exclude<T, false | 0 | "" | null | undefined>;

/** Asks again and again until the answer is true, and returns it; fails loudly after `timeout`. */
export async function until<T>(
  condition: () => T | Promise<T>,
  { timeout = 10_000, every = 20 }: { timeout?: number; every?: number } = {},
): Promise<Truthy<T>> {
  const deadline = Date.now() + timeout;
  for (;;) {
    const answer = await condition();
    if (answer) return answer as Truthy<T>;
    if (Date.now() > deadline) {
      throw new Error(`Not within ${timeout} ms: ${condition.toString()}`);
    }
    await delay(every);
  }
}
