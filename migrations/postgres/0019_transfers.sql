-- Files that people have sent or will take away, and the imports and exports that they belong to.

-- A file is kept in parts, so that it is written and read in small transactions, by whichever server. It counts only
-- once it is complete.
CREATE TABLE files (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    name       text NOT NULL,
    bytes      bigint NOT NULL,
    parts      bigint NOT NULL,
    sha256     bytea,
    created_at timestamptz NOT NULL,
    expires_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE file_parts (
    tenant_id bigint NOT NULL,
    file_id   uuid NOT NULL,
    number    bigint NOT NULL,
    content   bytea NOT NULL,
    PRIMARY KEY (tenant_id, file_id, number),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id)
);

-- An import or an export. `asked` is what a person wants of it, `progress` what came of it so far.
CREATE TABLE transfers (
    tenant_id   bigint NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    kind        text NOT NULL,
    state       text NOT NULL,
    asked       jsonb NOT NULL,
    progress    jsonb NOT NULL,
    file_id     uuid,
    report_id   uuid,
    rows_total  bigint,
    rows_done   bigint NOT NULL,
    problem     text,
    created_by  uuid,
    created_at  timestamptz NOT NULL,
    begun_at    timestamptz,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, file_id) REFERENCES files (tenant_id, id),
    FOREIGN KEY (tenant_id, report_id) REFERENCES files (tenant_id, id),
    FOREIGN KEY (tenant_id, created_by) REFERENCES users (tenant_id, id)
);

CREATE INDEX transfers_of_state ON transfers (tenant_id, state);
CREATE INDEX files_by_hash ON files (tenant_id, sha256);

GRANT SELECT, INSERT, UPDATE, DELETE ON files, file_parts, transfers TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['files', 'file_parts', 'transfers'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
