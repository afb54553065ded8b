-- Scoring every day: rules with versions, scores that are carried over, and what has changed since.

-- How scores are computed. In force on a day is the latest that has begun, and of those that begin on one day the
-- highest version. Version 1 is the product's own, written when the first score is.
CREATE TABLE health_rules (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    version   INTEGER NOT NULL,
    from_day  TEXT NOT NULL,
    rules     TEXT NOT NULL,
    reason    TEXT NOT NULL,
    saved_at  TEXT NOT NULL,
    saved_by  BLOB,
    PRIMARY KEY (tenant_id, version)
) STRICT, WITHOUT ROWID;

-- A score is kept with the facts that it was computed from. One that was carried over, because no fact had changed, has
-- both on the day `same_as`.
CREATE TABLE new_health_scores (
    tenant_id     INTEGER NOT NULL,
    partner_id    BLOB NOT NULL,
    day           TEXT NOT NULL,
    score         REAL,
    coverage      REAL NOT NULL,
    rules_version INTEGER NOT NULL,
    detail        TEXT,
    facts         TEXT,
    same_as       TEXT,
    PRIMARY KEY (tenant_id, partner_id, day),
    CHECK ((detail IS NULL) <> (same_as IS NULL)),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

INSERT INTO new_health_scores
SELECT tenant_id, partner_id, day, score, coverage, rules_version, detail, NULL, NULL FROM health_scores;
DROP TABLE health_scores;
ALTER TABLE new_health_scores RENAME TO health_scores;

-- The latest score's rules and the day of its detail; and until when it can be carried over: before the day
-- `stale_from`, as long as `basis`, what is the same for all partners, doesn't change. Without these it can't be.
ALTER TABLE partner_health ADD COLUMN rules_version INTEGER;
ALTER TABLE partner_health ADD COLUMN detail_day TEXT;
ALTER TABLE partner_health ADD COLUMN stale_from TEXT;
ALTER TABLE partner_health ADD COLUMN basis TEXT;

-- A mark for each partner in each transaction that changed a fact of its health. Rows are only added and removed, never
-- changed, so that nobody waits for anybody.
CREATE TABLE health_marks (
    tenant_id  INTEGER NOT NULL,
    id         BLOB NOT NULL DEFAULT (randomblob(16)),
    partner_id BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What a partner was billed month by month.
CREATE INDEX partner_months_by_partner ON partner_months (tenant_id, partner_id, month, billed);
