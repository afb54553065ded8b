-- Reconciliation: bank statements, what was compared, and what didn't agree.

-- A file may hold several statements. The hash of its bytes makes taking it in twice taking it in once.
CREATE TABLE bank_statements (
    tenant_id    INTEGER NOT NULL REFERENCES tenants (id),
    id           BLOB NOT NULL,
    content_hash BLOB NOT NULL,
    position     INTEGER NOT NULL,
    file_name    TEXT NOT NULL,
    format       TEXT NOT NULL,
    account      TEXT,
    reference    TEXT,
    currency     TEXT,
    first_day    TEXT NOT NULL,
    last_day     TEXT NOT NULL,
    opening      INTEGER,
    closing      INTEGER,
    lines        INTEGER NOT NULL,
    imported_at  TEXT NOT NULL,
    imported_by  BLOB,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, content_hash, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE bank_lines (
    tenant_id      INTEGER NOT NULL,
    statement_id   BLOB NOT NULL,
    number         INTEGER NOT NULL,
    day            TEXT NOT NULL,
    value_day      TEXT,
    amount         INTEGER NOT NULL,
    bank_reference TEXT,
    reference      TEXT,
    text           TEXT NOT NULL,
    return_reason  TEXT,
    PRIMARY KEY (tenant_id, statement_id, number),
    FOREIGN KEY (tenant_id, statement_id) REFERENCES bank_statements (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX bank_lines_by_day ON bank_lines (tenant_id, day);

-- One row for each fault, however often it is found. `last_run` is the comparison that saw it last, `opened_run` the
-- one that opened it. No foreign keys to partners and customers: that one isn't there may be what is wrong.
CREATE TABLE findings (
    tenant_id      INTEGER NOT NULL REFERENCES tenants (id),
    id             BLOB NOT NULL,
    key            TEXT NOT NULL,
    kind           TEXT NOT NULL,
    area           TEXT NOT NULL,
    severity       TEXT NOT NULL,
    weight         INTEGER NOT NULL,
    state          TEXT NOT NULL,
    month          INTEGER NOT NULL,
    partner_id     BLOB,
    customer_id    BLOB,
    expected       TEXT NOT NULL,
    found          TEXT NOT NULL,
    difference     INTEGER NOT NULL,
    first_found_at TEXT NOT NULL,
    last_found_at  TEXT NOT NULL,
    opened_run     BLOB NOT NULL,
    last_run       BLOB NOT NULL,
    resolution     TEXT,
    settled_by     BLOB,
    settled_at     TEXT,
    -- The difference when a person settled it: another one opens it again.
    settled_difference INTEGER,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX findings_by_state ON findings (tenant_id, state, weight DESC, id);
CREATE INDEX findings_by_month ON findings (tenant_id, month, area);

CREATE TABLE reconciliation_runs (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    id        BLOB NOT NULL,
    month     INTEGER NOT NULL,
    area      TEXT NOT NULL,
    at        TEXT NOT NULL,
    compared  INTEGER NOT NULL,
    skipped   INTEGER NOT NULL,
    raised    INTEGER NOT NULL,
    standing  INTEGER NOT NULL,
    cleared   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX reconciliation_runs_by_month ON reconciliation_runs (tenant_id, month, area, id);

-- What may differ; nothing without a row.
CREATE TABLE reconciliation_tolerances (
    tenant_id   INTEGER NOT NULL REFERENCES tenants (id),
    minor_units INTEGER NOT NULL CHECK (minor_units >= 0),
    permille    INTEGER NOT NULL CHECK (permille >= 0),
    PRIMARY KEY (tenant_id)
) STRICT, WITHOUT ROWID;
