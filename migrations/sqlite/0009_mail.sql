-- Messages to people, written in the transaction of what they tell, and sent by the workflow that is begun with them.

CREATE TABLE mails (
    tenant_id  INTEGER NOT NULL REFERENCES tenants (id),
    id         BLOB NOT NULL,
    kind       TEXT NOT NULL,
    to_email   TEXT NOT NULL,
    to_name    TEXT NOT NULL,
    subject    TEXT NOT NULL,
    text       TEXT NOT NULL,
    html       TEXT NOT NULL,
    created_at TEXT NOT NULL,
    sent_at    TEXT,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;
