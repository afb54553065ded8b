-- Plans, runs, statements and their lines.

CREATE TABLE plans (
    tenant_id  INTEGER NOT NULL REFERENCES tenants (id),
    id         BLOB NOT NULL,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    is_default INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
) STRICT, WITHOUT ROWID;

-- A version is never changed; a new one holds from its month on.
CREATE TABLE plan_versions (
    tenant_id  INTEGER NOT NULL,
    plan_id    BLOB NOT NULL,
    version    INTEGER NOT NULL,
    from_month INTEGER NOT NULL,
    terms      TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, plan_id, version),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Which plan a partner has from a month on, until the next assignment.
CREATE TABLE plan_assignments (
    tenant_id  INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    from_month INTEGER NOT NULL,
    plan_id    BLOB NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, from_month),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- A month's run with how far it has come. The fence rises with each worker that takes it up,
-- so that one which was thought dead can write no more.
CREATE TABLE runs (
    tenant_id        INTEGER NOT NULL REFERENCES tenants (id),
    month            INTEGER NOT NULL,
    version          INTEGER NOT NULL,
    status           TEXT NOT NULL,
    partners         INTEGER NOT NULL,
    partners_done    INTEGER NOT NULL,
    partners_scored  INTEGER NOT NULL,
    lines            INTEGER NOT NULL,
    billed           INTEGER NOT NULL,
    commission       INTEGER NOT NULL,
    calculated_upto  BLOB,
    scored_upto      BLOB,
    frozen_at        TEXT NOT NULL,
    calculated_at    TEXT,
    fence            INTEGER NOT NULL,
    leased_until     TEXT,
    PRIMARY KEY (tenant_id, month, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE statements (
    tenant_id    INTEGER NOT NULL,
    month        INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    partner_id   BLOB NOT NULL,
    plan_id      BLOB NOT NULL,
    plan_version INTEGER NOT NULL,
    lines        INTEGER NOT NULL,
    billed       INTEGER NOT NULL,
    commission   INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id),
    FOREIGN KEY (tenant_id, month, version) REFERENCES runs (tenant_id, month, version),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, plan_id, plan_version) REFERENCES plan_versions (tenant_id, plan_id, version)
) STRICT, WITHOUT ROWID;

-- The key is the idempotency key, and its order is the order of writing. No foreign keys: a line is
-- written beside its statement, from a bill read in the same step, a million at a time.
CREATE TABLE commission_lines (
    tenant_id   INTEGER NOT NULL,
    month       INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    partner_id  BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    rule        INTEGER NOT NULL,
    part        INTEGER NOT NULL,
    base        INTEGER NOT NULL,
    rate        INTEGER NOT NULL,
    amount      INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, customer_id, rule, part)
) STRICT, WITHOUT ROWID;
