-- Who looks after which partners, and who covers on the days on which they are away.

CREATE INDEX partners_manager ON partners (tenant_id, manager_id);

-- Days are the operator's. Whoever is away covers for nobody on that day, and has one person who covers.
CREATE TABLE covers (
    tenant_id  INTEGER NOT NULL,
    id         BLOB NOT NULL,
    manager_id BLOB NOT NULL,
    cover_id   BLOB NOT NULL CHECK (cover_id <> manager_id),
    first_day  TEXT NOT NULL,
    last_day   TEXT NOT NULL CHECK (last_day >= first_day),
    saved_at   TEXT NOT NULL,
    saved_by   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, manager_id) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, cover_id) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX covers_by ON covers (tenant_id, cover_id, last_day);
CREATE INDEX covers_last ON covers (tenant_id, last_day);
