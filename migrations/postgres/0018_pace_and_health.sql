-- What automation has adjusted by measurement, and how the installation was each quarter of an hour.

-- `state` is what the rule has learnt so far.
CREATE TABLE paces (
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    knob      text NOT NULL,
    state     jsonb NOT NULL,
    PRIMARY KEY (tenant_id, knob)
);

CREATE TABLE pace_changes (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    knob       text NOT NULL,
    at         timestamptz NOT NULL,
    from_value bigint NOT NULL,
    to_value   bigint NOT NULL,
    reason     text NOT NULL,
    rate       double precision NOT NULL,
    hold_ms    double precision NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE health_measurements (
    tenant_id     bigint NOT NULL REFERENCES tenants (id),
    at            timestamptz NOT NULL,
    stuck_runs    bigint NOT NULL,
    overdue_steps bigint NOT NULL,
    waiting_ms    bigint NOT NULL,
    unsent_mails  bigint NOT NULL,
    read_ms       double precision NOT NULL,
    write_ms      double precision NOT NULL,
    PRIMARY KEY (tenant_id, at)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON paces, pace_changes, health_measurements TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['paces', 'pace_changes', 'health_measurements'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
