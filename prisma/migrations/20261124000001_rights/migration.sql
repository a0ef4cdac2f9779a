-- Two roles, neither of which owns anything here or can sign in: the login that owns the tables
-- takes one of them on with `-c role=...` when it connects.
--   vigil_app     a tenant's rows, and of them only the tenant's named by app.tenant_id
--   vigil_system  signing in, leases of cameras over all tenants, monitors, the job queue's schema
-- Roles belong to the whole server, so another database's migration may be making them now.
DO $$
DECLARE
  new_role text;
BEGIN
  FOREACH new_role IN ARRAY ARRAY['vigil_app', 'vigil_system'] LOOP
    BEGIN
      IF to_regrole(new_role) IS NULL THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', new_role);
      END IF;
      IF NOT pg_has_role(new_role, 'SET') THEN
        EXECUTE format('GRANT %I TO CURRENT_USER', new_role);
      END IF;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
    END;
  END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO vigil_app, vigil_system;

-- Every table with a tenant, now. A later migration that adds one repeats this for it; a test
-- fails otherwise.
DO $$
DECLARE
  tenant_table text;
BEGIN
  FOR tenant_table IN
    SELECT table_name FROM information_schema.columns
    WHERE table_schema = 'public' AND column_name = 'tenantId'
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', tenant_table);
    EXECUTE format(
      'CREATE POLICY tenant_isolation ON %I
         USING ("tenantId" = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)
         WITH CHECK ("tenantId" = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)',
      tenant_table
    );
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO vigil_app', tenant_table);
  END LOOP;
END $$;

ALTER TABLE "Tenant" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_isolation ON "Tenant"
  USING ("id" = nullif(current_setting('app.tenant_id', true), '')::uuid)
  WITH CHECK ("id" = nullif(current_setting('app.tenant_id', true), '')::uuid);
GRANT SELECT, INSERT, UPDATE ON "Tenant" TO vigil_app;

-- Signing in names no tenant.
REVOKE ALL ON "Session" FROM vigil_app;
GRANT SELECT ON "Member" TO vigil_system;
GRANT SELECT, INSERT, DELETE ON "Session" TO vigil_system;
CREATE POLICY sign_in ON "Member" FOR SELECT TO vigil_system USING (true);
CREATE POLICY sign_in ON "Session" TO vigil_system USING (true) WITH CHECK (true);

-- A monitor takes any tenant's camera, and may write no more of it than the lease.
GRANT SELECT, UPDATE ("holder", "leaseExpiresAt", "updatedAt") ON "CameraRun" TO vigil_system;
CREATE POLICY lease ON "CameraRun" TO vigil_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON "MonitorInstance" TO vigil_system;

-- Readiness asks whether every migration has been applied. A shadow database has no such table.
DO $$
BEGIN
  IF to_regclass('"_prisma_migrations"') IS NOT NULL THEN
    GRANT SELECT ON "_prisma_migrations" TO vigil_system;
  END IF;
END $$;
