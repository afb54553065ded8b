-- Interventions: what is done for a partner, step by step, and what its figures were when it began.

-- The operator's own playbooks; of a kind without one the product's is used. The highest version is in force.
CREATE TABLE playbooks (
    tenant_id INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    version   INTEGER NOT NULL,
    steps     TEXT NOT NULL,
    saved_at  TEXT NOT NULL,
    saved_by  BLOB NOT NULL,
    PRIMARY KEY (tenant_id, kind, version),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The playbook's version is 0 for the product's own. The baseline is the partner's score when it began; what it has
-- brought is measured against peers until the last of the days that count, with the day it was measured on.
CREATE TABLE interventions (
    tenant_id     INTEGER NOT NULL,
    id            BLOB NOT NULL,
    partner_id    BLOB NOT NULL,
    kind          TEXT NOT NULL,
    playbook      INTEGER NOT NULL,
    state         TEXT NOT NULL,
    reason        TEXT NOT NULL,
    goal          TEXT NOT NULL,
    owner_id      BLOB NOT NULL,
    planned_by    BLOB NOT NULL,
    planned_at    TEXT NOT NULL,
    begins_on     TEXT NOT NULL,
    begun_on      TEXT,
    baseline      TEXT,
    ended_on      TEXT,
    outcome       TEXT,
    measured      TEXT,
    measured_on   TEXT,
    measure_until TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, planned_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One of a kind at a time.
CREATE UNIQUE INDEX interventions_live ON interventions (tenant_id, partner_id, kind) WHERE ended_on IS NULL;
CREATE INDEX interventions_begun ON interventions (tenant_id, begun_on);

CREATE TABLE intervention_steps (
    tenant_id       INTEGER NOT NULL,
    intervention_id BLOB NOT NULL,
    position        INTEGER NOT NULL,
    step            TEXT NOT NULL,
    due_on          TEXT NOT NULL,
    done_at         TEXT,
    done_by         BLOB,
    left_out        INTEGER NOT NULL,
    note            TEXT,
    reminded_at     TEXT,
    PRIMARY KEY (tenant_id, intervention_id, position),
    FOREIGN KEY (tenant_id, intervention_id) REFERENCES interventions (tenant_id, id),
    FOREIGN KEY (tenant_id, done_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX intervention_steps_due ON intervention_steps (tenant_id, due_on) WHERE done_at IS NULL;

-- Time that was spent.
CREATE TABLE intervention_efforts (
    tenant_id       INTEGER NOT NULL,
    intervention_id BLOB NOT NULL,
    id              BLOB NOT NULL,
    at              TEXT NOT NULL,
    minutes         INTEGER NOT NULL CHECK (minutes > 0),
    user_id         BLOB NOT NULL,
    words           TEXT NOT NULL,
    PRIMARY KEY (tenant_id, intervention_id, id),
    FOREIGN KEY (tenant_id, intervention_id) REFERENCES interventions (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
