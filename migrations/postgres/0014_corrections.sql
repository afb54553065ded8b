-- Corrections: adjustments of earlier months, recalculations, and disputes about lines.

-- A correction in favour of a partner when positive. It takes effect in the first statement that is calculated for its
-- month or a later one after a second person has approved it; that month is kept, so that a recalculation has it again.
CREATE TABLE adjustments (
    tenant_id     bigint NOT NULL,
    id            uuid NOT NULL,
    partner_id    uuid NOT NULL,
    month         integer NOT NULL,
    amount        bigint NOT NULL CHECK (amount <> 0),
    reason        text NOT NULL,
    customer_id   uuid,
    status        text NOT NULL,
    proposed_by   uuid NOT NULL,
    proposed_at   timestamptz NOT NULL,
    decided_by    uuid,
    decided_at    timestamptz,
    applied_month integer,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
    FOREIGN KEY (tenant_id, proposed_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, decided_by) REFERENCES users (tenant_id, id),
    CHECK (decided_by <> proposed_by)
);

-- Those of a chunk's partners that are to be applied.
CREATE INDEX adjustments_by_partner ON adjustments (tenant_id, partner_id, status, month);

-- A partner's question about a line of its statement, and what became of it.
CREATE TABLE disputes (
    tenant_id     bigint NOT NULL,
    id            uuid NOT NULL,
    partner_id    uuid NOT NULL,
    month         integer NOT NULL,
    version       integer NOT NULL,
    line          text NOT NULL,
    question      text NOT NULL,
    asked_by      uuid NOT NULL,
    asked_at      timestamptz NOT NULL,
    due_on        date NOT NULL,
    status        text NOT NULL,
    answer        text,
    answered_by   uuid,
    answered_at   timestamptz,
    adjustment_id uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, asked_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, answered_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, adjustment_id) REFERENCES adjustments (tenant_id, id)
);

CREATE INDEX disputes_by_partner ON disputes (tenant_id, partner_id, asked_at);

-- Facts came in after the month was calculated: it can't be approved before it is calculated anew. Why it was, is told.
ALTER TABLE runs ADD COLUMN is_outdated boolean NOT NULL DEFAULT false;
ALTER TABLE runs ADD COLUMN reason text;

GRANT SELECT, INSERT, UPDATE ON adjustments, disputes TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['adjustments', 'disputes'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
