-- What the industry reaches, as the operator has found it, each with its source. There is none until somebody enters one.
-- Tier and type are '' where a figure is about all.
CREATE TABLE industry_figures (
    tenant_id INTEGER NOT NULL,
    measure   TEXT NOT NULL,
    tier      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    low       REAL NOT NULL,
    median    REAL NOT NULL,
    high      REAL NOT NULL,
    source    TEXT NOT NULL,
    year      INTEGER NOT NULL,
    saved_at  TEXT NOT NULL,
    saved_by  BLOB NOT NULL,
    PRIMARY KEY (tenant_id, measure, tier, kind),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
