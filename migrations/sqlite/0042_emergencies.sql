-- Emergencies: what began one, what has happened in its course, and what ended it.

-- When one begins, what happens when, and who is told; the product's own rules until an operator says otherwise.
CREATE TABLE emergency_settings (
    tenant_id INTEGER NOT NULL,
    rules     TEXT NOT NULL,
    contacts  TEXT NOT NULL,
    saved_at  TEXT NOT NULL,
    saved_by  BLOB NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The rules are those of the day it began. A drill has no pause and no intervention. Asked is when people were told that
-- it is time to take stock, checked when somebody did.
CREATE TABLE emergencies (
    tenant_id       INTEGER NOT NULL,
    id              BLOB NOT NULL,
    partner_id      BLOB NOT NULL,
    drill           INTEGER NOT NULL,
    triggers        TEXT NOT NULL,
    why             TEXT NOT NULL,
    rules           TEXT NOT NULL,
    baseline        TEXT NOT NULL,
    begun_at        TEXT NOT NULL,
    begun_by        BLOB,
    paused_until    TEXT,
    intervention_id BLOB,
    assessed        INTEGER NOT NULL,
    goal            TEXT,
    asked_at        TEXT,
    checked_at      TEXT,
    closed_at       TEXT,
    closed_by       BLOB,
    closed_why      TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, begun_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, intervention_id) REFERENCES interventions (tenant_id, id),
    FOREIGN KEY (tenant_id, closed_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One at a time, and one drill.
CREATE UNIQUE INDEX emergencies_open ON emergencies (tenant_id, partner_id, drill) WHERE closed_at IS NULL;
CREATE INDEX emergencies_closed ON emergencies (tenant_id, closed_at);
CREATE INDEX emergencies_paused ON emergencies (tenant_id, paused_until) WHERE paused_until IS NOT NULL;

-- What has happened, in its order.
CREATE TABLE emergency_entries (
    tenant_id    INTEGER NOT NULL,
    emergency_id BLOB NOT NULL,
    id           BLOB NOT NULL,
    at           TEXT NOT NULL,
    step         TEXT NOT NULL,
    user_id      BLOB,
    words        TEXT NOT NULL,
    score        REAL,
    goal         TEXT,
    PRIMARY KEY (tenant_id, emergency_id, id),
    FOREIGN KEY (tenant_id, emergency_id) REFERENCES emergencies (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
