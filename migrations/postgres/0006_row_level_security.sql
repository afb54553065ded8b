-- The application works as this role, which owns nothing and so is bound by the policies below.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'tributary_app') THEN
        CREATE ROLE tributary_app NOLOGIN;
    END IF;
    IF NOT pg_has_role(current_user, 'tributary_app', 'MEMBER') THEN
        GRANT tributary_app TO CURRENT_USER;
    END IF;
EXCEPTION
    -- Another database of this cluster made it in the same moment.
    WHEN duplicate_object OR unique_violation THEN NULL;
END
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO tributary_app;

-- What was done stays written.
REVOKE UPDATE, DELETE ON audit_log FROM tributary_app;

-- A row is there only for the tenant that the transaction has named; without a name there is none.
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'users', 'partners', 'quotas', 'customers', 'stage_events', 'interactions', 'activities', 'bills',
        'partner_months', 'partner_stages', 'plans', 'plan_versions', 'plan_assignments', 'runs', 'statements',
        'commission_lines', 'health_scores', 'partner_health', 'audit_log', 'outbox'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
