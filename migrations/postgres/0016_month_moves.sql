-- The walk of a month from open to closed: who brought which calculation of it where, when, and what they said. One row
-- for each status, as a month only moves forward. A month that is opened again was never frozen.
CREATE TABLE run_moves (
    tenant_id bigint NOT NULL,
    month     integer NOT NULL,
    version   integer NOT NULL,
    status    text NOT NULL,
    at        timestamptz NOT NULL,
    moved_by  uuid,
    note      text,
    PRIMARY KEY (tenant_id, month, version, status),
    FOREIGN KEY (tenant_id, month, version) REFERENCES runs (tenant_id, month, version) ON DELETE CASCADE,
    FOREIGN KEY (tenant_id, moved_by) REFERENCES users (tenant_id, id)
);

-- Questions about a month that nobody has answered keep it open.
CREATE INDEX disputes_by_month ON disputes (tenant_id, month, status);

-- Who did what stays as it was.
GRANT SELECT, INSERT ON run_moves TO tributary_app;

ALTER TABLE run_moves ENABLE ROW LEVEL SECURITY;
ALTER TABLE run_moves FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON run_moves USING (tenant_id = (SELECT current_setting('app.tenant')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant')::bigint));
