-- Emergencies: what began one, what has happened in its course, and what ended it.

-- When one begins, what happens when, and who is told; the product's own rules until an operator says otherwise.
CREATE TABLE emergency_settings (
    tenant_id bigint NOT NULL,
    rules     jsonb NOT NULL,
    contacts  jsonb NOT NULL,
    saved_at  timestamptz NOT NULL,
    saved_by  uuid NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
);

-- The rules are those of the day it began. A drill has no pause and no intervention. Asked is when people were told that
-- it is time to take stock, checked when somebody did.
CREATE TABLE emergencies (
    tenant_id       bigint NOT NULL,
    id              uuid NOT NULL,
    partner_id      uuid NOT NULL,
    drill           boolean NOT NULL,
    triggers        jsonb NOT NULL,
    why             text NOT NULL,
    rules           jsonb NOT NULL,
    baseline        jsonb NOT NULL,
    begun_at        timestamptz NOT NULL,
    begun_by        uuid,
    paused_until    timestamptz,
    intervention_id uuid,
    assessed        integer NOT NULL,
    goal            jsonb,
    asked_at        timestamptz,
    checked_at      timestamptz,
    closed_at       timestamptz,
    closed_by       uuid,
    closed_why      text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, begun_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, intervention_id) REFERENCES interventions (tenant_id, id),
    FOREIGN KEY (tenant_id, closed_by) REFERENCES users (tenant_id, id)
);

-- One at a time, and one drill.
CREATE UNIQUE INDEX emergencies_open ON emergencies (tenant_id, partner_id, drill) WHERE closed_at IS NULL;
CREATE INDEX emergencies_closed ON emergencies (tenant_id, closed_at);
CREATE INDEX emergencies_paused ON emergencies (tenant_id, paused_until) WHERE paused_until IS NOT NULL;

-- What has happened, in its order.
CREATE TABLE emergency_entries (
    tenant_id    bigint NOT NULL,
    emergency_id uuid NOT NULL,
    id           uuid NOT NULL,
    at           timestamptz NOT NULL,
    step         text NOT NULL,
    user_id      uuid,
    words        text NOT NULL,
    score        double precision,
    goal         jsonb,
    PRIMARY KEY (tenant_id, emergency_id, id),
    FOREIGN KEY (tenant_id, emergency_id) REFERENCES emergencies (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

GRANT SELECT, INSERT, UPDATE ON emergency_settings, emergencies, emergency_entries TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['emergency_settings', 'emergencies', 'emergency_entries'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
