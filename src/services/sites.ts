import { ConflictError, InvalidInputError } from "../errors.ts";
import type { Site } from "../platform/generated/client.ts";
import type { TenantDatabase, Transaction } from "../platform/tenancy.ts";
import { checkName, find } from "./input.ts";
import { readPage, type Page, type PageInput } from "./page.ts";

export class SiteService {
  constructor(private readonly db: TenantDatabase) {}

  get(id: string): Promise<Site> {
    return this.db.transaction((tx) => findSite(tx, id));
  }

  /** Those that exist, in no order. */
  getMany(ids: readonly string[]): Promise<Site[]> {
    return this.db.transaction((tx) => tx.site.findMany({ where: { id: { in: [...ids] } } }));
  }

  list(page: PageInput): Promise<Page<Site>> {
    return this.db.transaction((tx) =>
      readPage(page, {
        order: "oldest first",
        rows: (window) => tx.site.findMany(window),
        count: () => tx.site.count(),
      }),
    );
  }

  async create(input: { name: string; timeZone: string }): Promise<Site> {
    const data = {
      name: checkName("input.name", input.name),
      timeZone: checkTimeZone(input.timeZone),
    };
    return this.db.transaction((tx) => tx.site.create({ data }));
  }

  async update(
    id: string,
    { name, timeZone }: { name?: string | null; timeZone?: string | null },
  ): Promise<Site> {
    const data = {
      ...(name != null && { name: checkName("input.name", name) }),
      ...(timeZone != null && { timeZone: checkTimeZone(timeZone) }),
    };
    return this.db.transaction(async (tx) => {
      const site = await findSite(tx, id);
      return tx.site.update({ where: { id: site.id }, data });
    });
  }

  delete(id: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      const site = await findSite(tx, id);
      // Locked, so that no camera can join it in the meantime.
      await tx.$queryRaw`select 1 from "Site" where "id" = ${site.id}::uuid for update`;
      const cameras = await tx.camera.count({ where: { siteId: site.id } });
      if (cameras > 0) {
        throw new ConflictError(
          `“${site.name}” still has ${cameras} ${cameras === 1 ? "camera" : "cameras"}: delete them first.`,
        );
      }
      await tx.site.delete({ where: { id: site.id } });
      return site.id;
    });
  }
}

export function findSite(tx: Transaction, id: string): Promise<Site> {
  return find("Site", id, (found) => tx.site.findUnique({ where: { id: found } }));
}

function checkTimeZone(name: string): string {
  if (isTimeZone(name)) return name;
  throw new InvalidInputError(
    "input.timeZone",
    `input.timeZone must be an IANA time zone such as Europe/Oslo or UTC; “${name}” is none.`,
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name); // an offset such as +02:00 is no place's time
  } catch {
    return false;
  }
}
