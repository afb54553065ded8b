-- Partner health: every score with what it was computed from.

CREATE TABLE health_scores (
    tenant_id     INTEGER NOT NULL,
    partner_id    BLOB NOT NULL,
    day           TEXT NOT NULL,
    score         REAL,
    coverage      REAL NOT NULL,
    rules_version INTEGER NOT NULL,
    detail        TEXT NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, day),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The latest score of each partner beside the one before: what a portfolio shows.
CREATE TABLE partner_health (
    tenant_id      INTEGER NOT NULL,
    partner_id     BLOB NOT NULL,
    day            TEXT NOT NULL,
    score          REAL,
    coverage       REAL NOT NULL,
    previous_score REAL,
    PRIMARY KEY (tenant_id, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;
