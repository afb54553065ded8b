-- Resellers, their customers, and the facts about both.

CREATE TABLE partners (
    tenant_id  INTEGER NOT NULL REFERENCES tenants (id),
    id         BLOB NOT NULL,
    code       TEXT NOT NULL,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    tier       TEXT NOT NULL,
    status     TEXT NOT NULL,
    parent_id  BLOB,
    territory  TEXT,
    manager_id BLOB,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, manager_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- A partner's own targets from a month on; without one the default of its tier holds.
CREATE TABLE quotas (
    tenant_id       INTEGER NOT NULL,
    partner_id      BLOB NOT NULL,
    from_month      INTEGER NOT NULL,
    monthly_revenue INTEGER NOT NULL CHECK (monthly_revenue > 0),
    activations_90d INTEGER NOT NULL CHECK (activations_90d > 0),
    PRIMARY KEY (tenant_id, partner_id, from_month),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE customers (
    tenant_id      INTEGER NOT NULL,
    id             BLOB NOT NULL,
    partner_id     BLOB NOT NULL,
    code           TEXT NOT NULL,
    city           TEXT,
    postcode       TEXT,
    stage          TEXT NOT NULL,
    stage_since    TEXT NOT NULL,
    revision       INTEGER NOT NULL,
    contract       TEXT,
    mrr            INTEGER NOT NULL CHECK (mrr >= 0),
    activated_on   TEXT,
    churned_on     TEXT,
    churn_reason   TEXT,
    billed_to_date INTEGER,
    satisfaction   INTEGER CHECK (satisfaction BETWEEN 1 AND 5),
    services       TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Serves the board (highest revenue first) and, covering, the health facts of a partner.
CREATE INDEX customers_by_partner
    ON customers (tenant_id, partner_id, stage, mrr DESC, id, activated_on, churned_on);

-- Every move; its position is the revision that the customer got by it.
CREATE TABLE stage_events (
    tenant_id   INTEGER NOT NULL,
    customer_id BLOB NOT NULL,
    position    INTEGER NOT NULL,
    at          TEXT NOT NULL,
    user_id     BLOB,
    from_stage  TEXT,
    to_stage    TEXT NOT NULL,
    reason      TEXT,
    PRIMARY KEY (tenant_id, customer_id, position),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE interactions (
    tenant_id    INTEGER NOT NULL,
    customer_id  BLOB NOT NULL,
    id           BLOB NOT NULL,
    at           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    minutes      INTEGER NOT NULL CHECK (minutes >= 0),
    subject      TEXT NOT NULL,
    satisfaction INTEGER CHECK (satisfaction BETWEEN 1 AND 10),
    user_id      BLOB,
    PRIMARY KEY (tenant_id, customer_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What a partner's people did on a day, counted.
CREATE TABLE activities (
    tenant_id  INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    day        TEXT NOT NULL,
    kind       TEXT NOT NULL,
    count      INTEGER NOT NULL CHECK (count > 0),
    PRIMARY KEY (tenant_id, partner_id, day, kind),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Billed revenue, in the order that a commission run reads it.
CREATE TABLE bills (
    tenant_id   INTEGER NOT NULL,
    month       INTEGER NOT NULL,
    partner_id  BLOB NOT NULL,
    customer_id BLOB NOT NULL,
    amount      INTEGER NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (tenant_id, month, partner_id, customer_id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- A customer's own page, also after it changed partners.
CREATE INDEX bills_by_customer ON bills (tenant_id, customer_id, month);

-- Roll-ups, kept in the transactions that change what they sum, so that a dashboard costs the same at any size.
CREATE TABLE partner_months (
    tenant_id  INTEGER NOT NULL,
    month      INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    billed     INTEGER NOT NULL,
    customers  INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, month, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE partner_stages (
    tenant_id  INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    stage      TEXT NOT NULL,
    customers  INTEGER NOT NULL,
    mrr        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, stage),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;
