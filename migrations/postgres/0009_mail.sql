-- Messages to people, written in the transaction of what they tell, and sent by the workflow that is begun with them.

CREATE TABLE mails (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    kind       text NOT NULL,
    to_email   text NOT NULL,
    to_name    text NOT NULL,
    subject    text NOT NULL,
    text       text NOT NULL,
    html       text NOT NULL,
    created_at timestamptz NOT NULL,
    sent_at    timestamptz,
    PRIMARY KEY (tenant_id, id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON mails TO tributary_app;

ALTER TABLE mails ENABLE ROW LEVEL SECURITY;
ALTER TABLE mails FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON mails USING (tenant_id = (SELECT current_setting('app.tenant')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant')::bigint));
