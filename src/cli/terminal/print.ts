/** Results go to stdout, everything said beside them to stderr. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

export function printJson(value: unknown): void {
  print(JSON.stringify(value, null, 2));
}

export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
