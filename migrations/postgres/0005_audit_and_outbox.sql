-- What was done, chained by hashes, and what observers are still to be told.

CREATE TABLE audit_log (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    position   bigint NOT NULL,
    at         timestamptz NOT NULL,
    user_id    uuid,
    action     text NOT NULL,
    subject    text NOT NULL,
    details    text NOT NULL,
    entry_hash bytea NOT NULL,
    PRIMARY KEY (tenant_id, position)
);

CREATE TABLE outbox (
    tenant_id    bigint NOT NULL REFERENCES tenants (id),
    id           uuid NOT NULL,
    at           timestamptz NOT NULL,
    kind         text NOT NULL,
    payload      jsonb NOT NULL,
    delivered_at timestamptz,
    PRIMARY KEY (tenant_id, id)
);
