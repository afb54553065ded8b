-- Corrections: adjustments of earlier months, recalculations, and disputes about lines.

-- A correction in favour of a partner when positive. It takes effect in the first statement that is calculated for its
-- month or a later one after a second person has approved it; that month is kept, so that a recalculation has it again.
CREATE TABLE adjustments (
    tenant_id     INTEGER NOT NULL,
    id            BLOB NOT NULL,
    partner_id    BLOB NOT NULL,
    month         INTEGER NOT NULL,
    amount        INTEGER NOT NULL CHECK (amount <> 0),
    reason        TEXT NOT NULL,
    customer_id   BLOB,
    status        TEXT NOT NULL,
    proposed_by   BLOB NOT NULL,
    proposed_at   TEXT NOT NULL,
    decided_by    BLOB,
    decided_at    TEXT,
    applied_month INTEGER,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id),
    FOREIGN KEY (tenant_id, proposed_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, decided_by) REFERENCES users (tenant_id, id),
    CHECK (decided_by <> proposed_by)
) STRICT, WITHOUT ROWID;

-- Those of a chunk's partners that are to be applied.
CREATE INDEX adjustments_by_partner ON adjustments (tenant_id, partner_id, status, month);

-- A partner's question about a line of its statement, and what became of it.
CREATE TABLE disputes (
    tenant_id     INTEGER NOT NULL,
    id            BLOB NOT NULL,
    partner_id    BLOB NOT NULL,
    month         INTEGER NOT NULL,
    version       INTEGER NOT NULL,
    line          TEXT NOT NULL,
    question      TEXT NOT NULL,
    asked_by      BLOB NOT NULL,
    asked_at      TEXT NOT NULL,
    due_on        TEXT NOT NULL,
    status        TEXT NOT NULL,
    answer        TEXT,
    answered_by   BLOB,
    answered_at   TEXT,
    adjustment_id BLOB,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, asked_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, answered_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, adjustment_id) REFERENCES adjustments (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX disputes_by_partner ON disputes (tenant_id, partner_id, asked_at);

-- Facts came in after the month was calculated: it can't be approved before it is calculated anew. Why it was, is told.
ALTER TABLE runs ADD COLUMN is_outdated INTEGER NOT NULL DEFAULT 0;
ALTER TABLE runs ADD COLUMN reason TEXT;
