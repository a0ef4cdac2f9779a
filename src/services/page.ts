import { InvalidInputError } from "../errors.ts";
import { checkNumber } from "./input.ts";

/** Absent and null mean the same: the first page, of the usual size. */
export interface PageInput {
  first?: number | null | undefined;
  after?: string | null | undefined;
}

export interface Page<Row> {
  nodes: Row[];
  pageInfo: { hasNextPage: boolean; endCursor?: string };
  totalCount: number;
}

/** Prisma's arguments for the rows behind a cursor. Ids grow with time, so they are the order. */
interface Window {
  where: { id?: { gt: string } | { lt: string } };
  orderBy: { id: "asc" | "desc" };
  take: number;
}

interface Source<Row> {
  order: "oldest first" | "newest first";
  rows: (window: Window) => Promise<Row[]>;
  count: () => Promise<number>;
}

const usualSize = 20;
const largestSize = 100;

/** A page stays where it is while rows are added and removed: it is cut by id, not by offset. */
export async function readPage<Row extends { id: string }>(
  { first, after }: PageInput,
  { order, rows, count }: Source<Row>,
): Promise<Page<Row>> {
  const size = checkNumber("first", first ?? usualSize, {
    from: 1,
    to: largestSize,
    integer: true,
  });
  const cursor = after == null ? undefined : decodeCursor(after);
  const forward = order === "oldest first";

  const found = await rows({
    where: cursor === undefined ? {} : { id: forward ? { gt: cursor } : { lt: cursor } },
    orderBy: { id: forward ? "asc" : "desc" },
    take: size + 1,
  });
  const nodes = found.slice(0, size);
  const last = nodes.at(-1);
  return {
    nodes,
    pageInfo: {
      hasNextPage: found.length > size,
      ...(last && { endCursor: encodeCursor(last.id) }),
    },
    totalCount: await count(),
  };
}

function encodeCursor(id: string): string {
  return Buffer.from(id.replaceAll("-", ""), "hex").toString("base64url");
}

function decodeCursor(cursor: string): string {
  const bytes = Buffer.from(cursor, "base64url");
  if (bytes.length !== 16 || bytes.toString("base64url") !== cursor) {
    throw new InvalidInputError("after", "after must be the endCursor of a page of this list.");
  }
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
