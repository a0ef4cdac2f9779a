type Method = (...args: unknown[]) => unknown;

/**
 * Lets `watch` see every call of a method while `work` runs. The engine has no hooks for its blocks'
 * outputs, as nothing but a comparison wants them.
 */
export function intercept<Result>(
  prototype: object,
  watch: Record<string, (self: object, args: readonly unknown[], result: unknown) => void>,
  work: () => Result,
): Result {
  const originals = Object.keys(watch).map((name) => {
    const method: unknown = Reflect.get(prototype, name);
    if (typeof method !== "function") throw new Error(`There is no method ${name} to watch.`);
    return [name, method as Method] as const;
  });
  for (const [name, original] of originals) {
    Reflect.set(prototype, name, function (this: object, ...args: unknown[]) {
      const result = original.apply(this, args);
      watch[name]?.(this, args, result);
      return result;
    });
  }
  try {
    return work();
  } finally {
    for (const [name, original] of originals) Reflect.set(prototype, name, original);
  }
}
