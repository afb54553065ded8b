-- The first day that each kind of activity was recorded on: nobody is inactive on days when nobody was watched.
-- It is asked for whenever partners are scored, and to find it among all activities would read them all.
CREATE TABLE activity_starts (
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    kind      text NOT NULL,
    first_day date NOT NULL,
    PRIMARY KEY (tenant_id, kind)
);

INSERT INTO activity_starts SELECT tenant_id, kind, MIN(day) FROM activities GROUP BY tenant_id, kind;

GRANT SELECT, INSERT, UPDATE, DELETE ON activity_starts TO tributary_app;

ALTER TABLE activity_starts ENABLE ROW LEVEL SECURITY;
ALTER TABLE activity_starts FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON activity_starts USING (tenant_id = (SELECT current_setting('app.tenant')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant')::bigint));
