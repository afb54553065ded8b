-- The walk of a month from open to closed: who brought which calculation of it where, when, and what they said. One row
-- for each status, as a month only moves forward. A month that is opened again was never frozen.
CREATE TABLE run_moves (
    tenant_id INTEGER NOT NULL,
    month     INTEGER NOT NULL,
    version   INTEGER NOT NULL,
    status    TEXT NOT NULL,
    at        TEXT NOT NULL,
    moved_by  BLOB,
    note      TEXT,
    PRIMARY KEY (tenant_id, month, version, status),
    FOREIGN KEY (tenant_id, month, version) REFERENCES runs (tenant_id, month, version) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, moved_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Questions about a month that nobody has answered keep it open.
CREATE INDEX disputes_by_month ON disputes (tenant_id, month, status);
