-- What whole statements are settled from, and what they leave for later.

-- Facts beside the bills: what was activated, installed, used or sold, and the parts that a bill consists of. In the
-- order that a commission run reads them. `code` is the operator's own id of the invoice or event.
CREATE TABLE facts (
    tenant_id       INTEGER NOT NULL,
    month           INTEGER NOT NULL,
    partner_id      BLOB NOT NULL,
    code            TEXT NOT NULL,
    kind            TEXT NOT NULL,
    customer_id     BLOB,
    amount          INTEGER NOT NULL,
    cost            INTEGER,
    deductions      INTEGER,
    collected       INTEGER,
    quantity        INTEGER NOT NULL,
    product         TEXT,
    territory       TEXT,
    contract_months INTEGER,
    new_customer    INTEGER,
    service_month   INTEGER,
    day             TEXT,
    source          TEXT NOT NULL,
    PRIMARY KEY (tenant_id, month, partner_id, code),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- First stage of a run: what each partner's facts add to a volume that is counted over its group.
CREATE TABLE run_volumes (
    tenant_id     INTEGER NOT NULL,
    month         INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    partner_id    BLOB NOT NULL,
    plan_id       BLOB NOT NULL,
    rule          INTEGER NOT NULL,
    volume_before INTEGER NOT NULL,
    volume        INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, plan_id, rule)
) STRICT, WITHOUT ROWID;

-- Second stage: what partners get of the sales of others. Whose sales they are is `from_partner_id`.
CREATE TABLE run_shares (
    tenant_id       INTEGER NOT NULL,
    month           INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    partner_id      BLOB NOT NULL,
    from_partner_id BLOB NOT NULL,
    position        INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    origin          TEXT NOT NULL,
    rule            INTEGER NOT NULL,
    part            INTEGER NOT NULL,
    customer_id     BLOB,
    fact            TEXT,
    base            INTEGER NOT NULL,
    rate            INTEGER NOT NULL,
    amount          INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, from_partner_id, position)
) STRICT, WITHOUT ROWID;

-- The lines of a statement that is more than a rate of billed revenue, in the order of evaluation. Plain statements
-- have theirs in commission_lines. `fact` is the code of a fact, or nothing where it is the customer's bill.
CREATE TABLE statement_items (
    tenant_id       INTEGER NOT NULL,
    month           INTEGER NOT NULL,
    version         INTEGER NOT NULL,
    partner_id      BLOB NOT NULL,
    position        INTEGER NOT NULL,
    kind            TEXT NOT NULL,
    origin          TEXT NOT NULL,
    rule            INTEGER NOT NULL,
    part            INTEGER NOT NULL,
    from_partner_id BLOB,
    customer_id     BLOB,
    fact            TEXT,
    base            INTEGER NOT NULL,
    rate            INTEGER NOT NULL,
    amount          INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, position)
) STRICT, WITHOUT ROWID;

-- What a statement leaves for later months: a draw that is owed, what is carried forward, holdbacks and instalments
-- with the month they are due in.
CREATE TABLE carried (
    tenant_id   INTEGER NOT NULL,
    month       INTEGER NOT NULL,
    version     INTEGER NOT NULL,
    partner_id  BLOB NOT NULL,
    position    INTEGER NOT NULL,
    kind        TEXT NOT NULL,
    due         INTEGER,
    amount      INTEGER NOT NULL,
    customer_id BLOB,
    rule        TEXT NOT NULL,
    fact        TEXT NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, position)
) STRICT, WITHOUT ROWID;

ALTER TABLE runs ADD COLUMN volumes_upto BLOB;
ALTER TABLE runs ADD COLUMN shares_upto BLOB;

-- A partner may have a statement without a plan: it gets a share of what others sell. `forwarded` is what of the sum of
-- the lines came from the month before, less what goes to the month after: it is owed, but not by this month.
CREATE TABLE new_statements (
    tenant_id    INTEGER NOT NULL,
    month        INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    partner_id   BLOB NOT NULL,
    plan_id      BLOB,
    plan_version INTEGER,
    lines        INTEGER NOT NULL,
    billed       INTEGER NOT NULL,
    commission   INTEGER NOT NULL,
    forwarded    INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id),
    FOREIGN KEY (tenant_id, month, version) REFERENCES runs (tenant_id, month, version),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, plan_id, plan_version) REFERENCES plan_versions (tenant_id, plan_id, version)
) STRICT, WITHOUT ROWID;

INSERT INTO new_statements
SELECT tenant_id, month, version, partner_id, plan_id, plan_version, lines, billed, commission, 0 FROM statements;
DROP TABLE statements;
ALTER TABLE new_statements RENAME TO statements;
