import { InvalidInputError, NotFoundError } from "../errors.ts";

const longestName = 200;

export function checkName(path: string, name: string): string {
  const trimmed = name.trim();
  if (trimmed === "" || trimmed.length > longestName) {
    throw new InvalidInputError(path, `${path} must have 1 to ${longestName} characters.`);
  }
  return trimmed;
}

interface Range {
  from: number;
  to: number;
  integer?: boolean;
}

export function checkNumber(path: string, value: number, { from, to, integer }: Range): number {
  const fits = value >= from && value <= to && (!integer || Number.isInteger(value));
  if (!fits) {
    const kind = integer ? "a whole number" : "a number";
    throw new InvalidInputError(path, `${path} must be ${kind} from ${from} to ${to}.`);
  }
  return value;
}

const uuid = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

/** Looks one row up. What is no id at all is answered like the id of nothing. */
export async function find<Row>(
  kind: string,
  id: string,
  lookUp: (id: string) => Promise<Row | null>,
): Promise<Row> {
  const row = uuid.test(id) ? await lookUp(id) : null;
  if (row === null) throw new NotFoundError(kind, id);
  return row;
}
