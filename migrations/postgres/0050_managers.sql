-- Who looks after which partners, and who covers on the days on which they are away.

CREATE INDEX partners_manager ON partners (tenant_id, manager_id);

-- Days are the operator's. Whoever is away covers for nobody on that day, and has one person who covers.
CREATE TABLE covers (
    tenant_id  bigint NOT NULL,
    id         uuid NOT NULL,
    manager_id uuid NOT NULL,
    cover_id   uuid NOT NULL CHECK (cover_id <> manager_id),
    first_day  date NOT NULL,
    last_day   date NOT NULL CHECK (last_day >= first_day),
    saved_at   timestamptz NOT NULL,
    saved_by   uuid NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, manager_id) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, cover_id) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
);

CREATE INDEX covers_by ON covers (tenant_id, cover_id, last_day);
CREATE INDEX covers_last ON covers (tenant_id, last_day);

GRANT SELECT, INSERT, UPDATE, DELETE ON covers TO tributary_app;

ALTER TABLE covers ENABLE ROW LEVEL SECURITY;
ALTER TABLE covers FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON covers USING (tenant_id = (SELECT current_setting('app.tenant')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant')::bigint));
