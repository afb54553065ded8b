-- Files that people have sent or will take away, and the imports and exports that they belong to.

-- A file is kept in parts, so that it is written and read in small transactions, by whichever server. It counts only
-- once it is complete.
CREATE TABLE files (
    tenant_id  INTEGER NOT NULL REFERENCES tenants (id),
    id         BLOB NOT NULL,
    name       TEXT NOT NULL,
    bytes      INTEGER NOT NULL,
    parts      INTEGER NOT NULL,
    sha256     BLOB,
    created_at TEXT NOT NULL,
    expires_at TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE file_parts (
    tenant_id INTEGER NOT NULL,
    file_id   BLOB NOT NULL,
    number    INTEGER NOT NULL,
    content   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, file_id, number),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id)
) STRICT;

-- An import or an export. `asked` is what a person wants of it, `progress` what came of it so far.
CREATE TABLE transfers (
    tenant_id   INTEGER NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL,
    kind        TEXT NOT NULL,
    state       TEXT NOT NULL,
    asked       TEXT NOT NULL,
    progress    TEXT NOT NULL,
    file_id     BLOB,
    report_id   BLOB,
    rows_total  INTEGER,
    rows_done   INTEGER NOT NULL,
    problem     TEXT,
    created_by  BLOB,
    created_at  TEXT NOT NULL,
    begun_at    TEXT,
    finished_at TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES files (tenant_id, id),
    FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX transfers_of_state ON transfers (tenant_id, state);
CREATE INDEX files_by_hash ON files (tenant_id, sha256);
