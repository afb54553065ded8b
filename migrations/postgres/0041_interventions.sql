-- Interventions: what is done for a partner, step by step, and what its figures were when it began.

-- The operator's own playbooks; of a kind without one the product's is used. The highest version is in force.
CREATE TABLE playbooks (
    tenant_id bigint NOT NULL,
    kind      text NOT NULL,
    version   integer NOT NULL,
    steps     jsonb NOT NULL,
    saved_at  timestamptz NOT NULL,
    saved_by  uuid NOT NULL,
    PRIMARY KEY (tenant_id, kind, version),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
);

-- The playbook's version is 0 for the product's own. The baseline is the partner's score when it began; what it has
-- brought is measured against peers until the last of the days that count, with the day it was measured on.
CREATE TABLE interventions (
    tenant_id     bigint NOT NULL,
    id            uuid NOT NULL,
    partner_id    uuid NOT NULL,
    kind          text NOT NULL,
    playbook      integer NOT NULL,
    state         text NOT NULL,
    reason        text NOT NULL,
    goal          jsonb NOT NULL,
    owner_id      uuid NOT NULL,
    planned_by    uuid NOT NULL,
    planned_at    timestamptz NOT NULL,
    begins_on     date NOT NULL,
    begun_on      date,
    baseline      jsonb,
    ended_on      date,
    outcome       text,
    measured      jsonb,
    measured_on   date,
    measure_until date,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, planned_by) REFERENCES users (tenant_id, id)
);

-- One of a kind at a time.
CREATE UNIQUE INDEX interventions_live ON interventions (tenant_id, partner_id, kind) WHERE ended_on IS NULL;
CREATE INDEX interventions_begun ON interventions (tenant_id, begun_on);

CREATE TABLE intervention_steps (
    tenant_id       bigint NOT NULL,
    intervention_id uuid NOT NULL,
    position        integer NOT NULL,
    step            jsonb NOT NULL,
    due_on          date NOT NULL,
    done_at         timestamptz,
    done_by         uuid,
    left_out        boolean NOT NULL,
    note            text,
    reminded_at     timestamptz,
    PRIMARY KEY (tenant_id, intervention_id, position),
    FOREIGN KEY (tenant_id, intervention_id) REFERENCES interventions (tenant_id, id),
    FOREIGN KEY (tenant_id, done_by) REFERENCES users (tenant_id, id)
);

CREATE INDEX intervention_steps_due ON intervention_steps (tenant_id, due_on) WHERE done_at IS NULL;

-- Time that was spent.
CREATE TABLE intervention_efforts (
    tenant_id       bigint NOT NULL,
    intervention_id uuid NOT NULL,
    id              uuid NOT NULL,
    at              timestamptz NOT NULL,
    minutes         integer NOT NULL CHECK (minutes > 0),
    user_id         uuid NOT NULL,
    words           text NOT NULL,
    PRIMARY KEY (tenant_id, intervention_id, id),
    FOREIGN KEY (tenant_id, intervention_id) REFERENCES interventions (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

GRANT SELECT, INSERT, UPDATE ON playbooks, interventions, intervention_steps, intervention_efforts TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['playbooks', 'interventions', 'intervention_steps', 'intervention_efforts'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
