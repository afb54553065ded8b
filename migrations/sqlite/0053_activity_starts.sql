-- The first day that each kind of activity was recorded on: nobody is inactive on days when nobody was watched.
-- It is asked for whenever partners are scored, and to find it among all activities would read them all.
CREATE TABLE activity_starts (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    kind      TEXT NOT NULL,
    first_day TEXT NOT NULL,
    PRIMARY KEY (tenant_id, kind)
) STRICT, WITHOUT ROWID;

INSERT INTO activity_starts SELECT tenant_id, kind, MIN(day) FROM activities GROUP BY tenant_id, kind;
