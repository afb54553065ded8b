-- Reconciliation: bank statements, what was compared, and what didn't agree.

-- A file may hold several statements. The hash of its bytes makes taking it in twice taking it in once.
CREATE TABLE bank_statements (
    tenant_id    bigint NOT NULL REFERENCES tenants (id),
    id           uuid NOT NULL,
    content_hash bytea NOT NULL,
    position     integer NOT NULL,
    file_name    text NOT NULL,
    format       text NOT NULL,
    account      text,
    reference    text,
    currency     text,
    first_day    date NOT NULL,
    last_day     date NOT NULL,
    opening      bigint,
    closing      bigint,
    lines        integer NOT NULL,
    imported_at  timestamptz NOT NULL,
    imported_by  uuid,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, content_hash, position)
);

CREATE TABLE bank_lines (
    tenant_id      bigint NOT NULL,
    statement_id   uuid NOT NULL,
    number         integer NOT NULL,
    day            date NOT NULL,
    value_day      date,
    amount         bigint NOT NULL,
    bank_reference text,
    reference      text,
    text           text NOT NULL,
    return_reason  text,
    PRIMARY KEY (tenant_id, statement_id, number),
    FOREIGN KEY (tenant_id, statement_id) REFERENCES bank_statements (tenant_id, id)
);

CREATE INDEX bank_lines_by_day ON bank_lines (tenant_id, day);

-- One row for each fault, however often it is found. `last_run` is the comparison that saw it last, `opened_run` the
-- one that opened it. No foreign keys to partners and customers: that one isn't there may be what is wrong.
CREATE TABLE findings (
    tenant_id      bigint NOT NULL REFERENCES tenants (id),
    id             uuid NOT NULL,
    key            text NOT NULL,
    kind           text NOT NULL,
    area           text NOT NULL,
    severity       text NOT NULL,
    weight         smallint NOT NULL,
    state          text NOT NULL,
    month          integer NOT NULL,
    partner_id     uuid,
    customer_id    uuid,
    expected       jsonb NOT NULL,
    found          jsonb NOT NULL,
    difference     bigint NOT NULL,
    first_found_at timestamptz NOT NULL,
    last_found_at  timestamptz NOT NULL,
    opened_run     uuid NOT NULL,
    last_run       uuid NOT NULL,
    resolution     text,
    settled_by     uuid,
    settled_at     timestamptz,
    -- The difference when a person settled it: another one opens it again.
    settled_difference bigint,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key)
);

CREATE INDEX findings_by_state ON findings (tenant_id, state, weight DESC, id);
CREATE INDEX findings_by_month ON findings (tenant_id, month, area);

CREATE TABLE reconciliation_runs (
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    id        uuid NOT NULL,
    month     integer NOT NULL,
    area      text NOT NULL,
    at        timestamptz NOT NULL,
    compared  bigint NOT NULL,
    skipped   bigint NOT NULL,
    raised    bigint NOT NULL,
    standing  bigint NOT NULL,
    cleared   bigint NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX reconciliation_runs_by_month ON reconciliation_runs (tenant_id, month, area, id);

-- What may differ; nothing without a row.
CREATE TABLE reconciliation_tolerances (
    tenant_id   bigint NOT NULL REFERENCES tenants (id),
    minor_units bigint NOT NULL CHECK (minor_units >= 0),
    permille    integer NOT NULL CHECK (permille >= 0),
    PRIMARY KEY (tenant_id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON findings, reconciliation_tolerances TO tributary_app;
-- What the bank has said, and what was compared, stays as it was.
GRANT SELECT, INSERT ON bank_statements, bank_lines, reconciliation_runs TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'bank_statements', 'bank_lines', 'findings', 'reconciliation_runs', 'reconciliation_tolerances'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
