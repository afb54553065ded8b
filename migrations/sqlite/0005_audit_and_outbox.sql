-- What was done, chained by hashes, and what observers are still to be told.

CREATE TABLE audit_log (
    tenant_id  INTEGER NOT NULL REFERENCES tenants (id),
    position   INTEGER NOT NULL,
    at         TEXT NOT NULL,
    user_id    BLOB,
    action     TEXT NOT NULL,
    subject    TEXT NOT NULL,
    details    TEXT NOT NULL,
    entry_hash BLOB NOT NULL,
    PRIMARY KEY (tenant_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    tenant_id    INTEGER NOT NULL REFERENCES tenants (id),
    id           BLOB NOT NULL,
    at           TEXT NOT NULL,
    kind         TEXT NOT NULL,
    payload      TEXT NOT NULL,
    delivered_at TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
