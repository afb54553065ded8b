-- Plans, runs, statements and their lines.

CREATE TABLE plans (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    code       text NOT NULL,
    name       text NOT NULL,
    is_default boolean NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code)
);

-- A version is never changed; a new one holds from its month on.
CREATE TABLE plan_versions (
    tenant_id  bigint NOT NULL,
    plan_id    uuid NOT NULL,
    version    integer NOT NULL,
    from_month integer NOT NULL,
    terms      jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, plan_id, version),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id)
);

-- Which plan a partner has from a month on, until the next assignment.
CREATE TABLE plan_assignments (
    tenant_id  bigint NOT NULL,
    partner_id uuid NOT NULL,
    from_month integer NOT NULL,
    plan_id    uuid NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, from_month),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id)
);

-- A month's run with how far it has come. The fence rises with each worker that takes it up,
-- so that one which was thought dead can write no more.
CREATE TABLE runs (
    tenant_id        bigint NOT NULL REFERENCES tenants (id),
    month            integer NOT NULL,
    version          integer NOT NULL,
    status           text NOT NULL,
    partners         integer NOT NULL,
    partners_done    integer NOT NULL,
    partners_scored  integer NOT NULL,
    lines            bigint NOT NULL,
    billed           bigint NOT NULL,
    commission       bigint NOT NULL,
    calculated_upto  uuid,
    scored_upto      uuid,
    frozen_at        timestamptz NOT NULL,
    calculated_at    timestamptz,
    fence            bigint NOT NULL,
    leased_until     timestamptz,
    PRIMARY KEY (tenant_id, month, version)
);

CREATE TABLE statements (
    tenant_id    bigint NOT NULL,
    month        integer NOT NULL,
    version      integer NOT NULL,
    partner_id   uuid NOT NULL,
    plan_id      uuid NOT NULL,
    plan_version integer NOT NULL,
    lines        integer NOT NULL,
    billed       bigint NOT NULL,
    commission   bigint NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id),
    FOREIGN KEY (tenant_id, month, version) REFERENCES runs (tenant_id, month, version),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, plan_id, plan_version) REFERENCES plan_versions (tenant_id, plan_id, version)
);

-- The key is the idempotency key, and its order is the order of writing. No foreign keys: a line is
-- written beside its statement, from a bill read in the same step, a million at a time.
CREATE TABLE commission_lines (
    tenant_id   bigint NOT NULL,
    month       integer NOT NULL,
    version     integer NOT NULL,
    partner_id  uuid NOT NULL,
    customer_id uuid NOT NULL,
    rule        smallint NOT NULL,
    part        smallint NOT NULL,
    base        bigint NOT NULL,
    rate        bigint NOT NULL,
    amount      bigint NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, customer_id, rule, part)
);
