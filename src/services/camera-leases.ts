import type { PrismaClient } from "../platform/generated/client.ts";
import type { CameraState } from "../platform/generated/enums.ts";

/** A camera that a monitor holds, and whether anybody still wants it watched. */
export interface HeldCamera {
  cameraId: string;
  tenantId: string;
  wanted: boolean;
  state: CameraState;
}

/**
 * Which monitor watches which camera, over all tenants. Time is the database's everywhere, so that
 * monitors whose clocks differ agree on when a lease is over.
 */
export class CameraLeases {
  constructor(
    private readonly system: PrismaClient,
    private readonly monitorId: string,
    private readonly leaseSeconds: number,
  ) {}

  /** Says that this monitor lives; returns its fair share of the cameras that are to be watched. */
  async beat(): Promise<number> {
    await this.system.$executeRaw`
      insert into "MonitorInstance" ("id", "heartbeatAt")
      values (${this.monitorId}::uuid, clock_timestamp())
      on conflict ("id") do update set "heartbeatAt" = excluded."heartbeatAt"`;
    await this.system.$executeRaw`
      delete from "MonitorInstance" where "heartbeatAt" < now() - interval '1 hour'`;
    const [counts] = await this.system.$queryRaw<{ wanted: number; monitors: number }[]>`
      select (select count(*)::int from "CameraRun" where "wanted") as "wanted",
             (select count(*)::int from "MonitorInstance"
              where "heartbeatAt" > now() - make_interval(secs => ${this.leaseSeconds})) as "monitors"`;
    return Math.ceil((counts?.wanted ?? 0) / Math.max(counts?.monitors ?? 1, 1));
  }

  /** Prolongs what this monitor holds; a lease that has run out is not prolonged but lost. */
  renew(): Promise<HeldCamera[]> {
    return this.system.$queryRaw<HeldCamera[]>`
      update "CameraRun"
      set "leaseExpiresAt" = clock_timestamp() + make_interval(secs => ${this.leaseSeconds})
      where "holder" = ${this.monitorId}::uuid and "leaseExpiresAt" > clock_timestamp()
      returning "cameraId", "tenantId", "wanted", "state"::text`;
  }

  /**
   * Takes up to `count` cameras that are wanted and held by nobody alive, and all that a dead
   * monitor left behind which are wanted no longer: those have to be put in order.
   */
  claim(count: number): Promise<HeldCamera[]> {
    return this.system.$queryRaw<HeldCamera[]>`
      with "toWatch" as (
        select "cameraId" from "CameraRun"
        where "wanted" and coalesce("leaseExpiresAt" < clock_timestamp(), true)
        order by "leaseExpiresAt" nulls first limit ${Math.max(count, 0)}
        for update skip locked
      ), "toClear" as (
        select "cameraId" from "CameraRun"
        where not "wanted" and "state" not in ('STOPPED', 'ENDED')
          and coalesce("leaseExpiresAt" < clock_timestamp(), true)
        for update skip locked
      )
      update "CameraRun"
      set "holder" = ${this.monitorId}::uuid,
          "leaseExpiresAt" = clock_timestamp() + make_interval(secs => ${this.leaseSeconds})
      where "cameraId" in (table "toWatch" union all table "toClear")
      returning "cameraId", "tenantId", "wanted", "state"::text`;
  }

  /** Lets another monitor take the camera at once. */
  async release(cameraId: string): Promise<void> {
    await this.system.$executeRaw`
      update "CameraRun" set "holder" = null, "leaseExpiresAt" = null
      where "cameraId" = ${cameraId}::uuid and "holder" = ${this.monitorId}::uuid`;
  }

  /** This monitor takes no part in the sharing any more. */
  async leave(): Promise<void> {
    await this.system.$executeRaw`
      delete from "MonitorInstance" where "id" = ${this.monitorId}::uuid`;
  }
}
