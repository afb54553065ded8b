-- Resellers, their customers, and the facts about both.

CREATE TABLE partners (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    code       text NOT NULL,
    name       text NOT NULL,
    kind       text NOT NULL,
    tier       text NOT NULL,
    status     text NOT NULL,
    parent_id  uuid,
    territory  text,
    manager_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, manager_id) REFERENCES users (tenant_id, id)
);

-- A partner's own targets from a month on; without one the default of its tier holds.
CREATE TABLE quotas (
    tenant_id       bigint NOT NULL,
    partner_id      uuid NOT NULL,
    from_month      integer NOT NULL,
    monthly_revenue bigint NOT NULL CHECK (monthly_revenue > 0),
    activations_90d integer NOT NULL CHECK (activations_90d > 0),
    PRIMARY KEY (tenant_id, partner_id, from_month),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

CREATE TABLE customers (
    tenant_id      bigint NOT NULL,
    id             uuid NOT NULL,
    partner_id     uuid NOT NULL,
    code           text NOT NULL,
    city           text,
    postcode       text,
    stage          text NOT NULL,
    stage_since    timestamptz NOT NULL,
    revision       bigint NOT NULL,
    contract       text,
    mrr            bigint NOT NULL CHECK (mrr >= 0),
    activated_on   date,
    churned_on     date,
    churn_reason   text,
    billed_to_date bigint,
    satisfaction   integer CHECK (satisfaction BETWEEN 1 AND 5),
    services       text NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, code),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

-- Serves the board (highest revenue first) and, covering, the health facts of a partner.
CREATE INDEX customers_by_partner
    ON customers (tenant_id, partner_id, stage, mrr DESC, id, activated_on, churned_on);

-- Every move; its position is the revision that the customer got by it.
CREATE TABLE stage_events (
    tenant_id   bigint NOT NULL,
    customer_id uuid NOT NULL,
    position    bigint NOT NULL,
    at          timestamptz NOT NULL,
    user_id     uuid,
    from_stage  text,
    to_stage    text NOT NULL,
    reason      text,
    PRIMARY KEY (tenant_id, customer_id, position),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

CREATE TABLE interactions (
    tenant_id    bigint NOT NULL,
    customer_id  uuid NOT NULL,
    id           uuid NOT NULL,
    at           timestamptz NOT NULL,
    kind         text NOT NULL,
    minutes      integer NOT NULL CHECK (minutes >= 0),
    subject      text NOT NULL,
    satisfaction integer CHECK (satisfaction BETWEEN 1 AND 10),
    user_id      uuid,
    PRIMARY KEY (tenant_id, customer_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

-- What a partner's people did on a day, counted.
CREATE TABLE activities (
    tenant_id  bigint NOT NULL,
    partner_id uuid NOT NULL,
    day        date NOT NULL,
    kind       text NOT NULL,
    count      integer NOT NULL CHECK (count > 0),
    PRIMARY KEY (tenant_id, partner_id, day, kind),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

-- Billed revenue, in the order that a commission run reads it.
CREATE TABLE bills (
    tenant_id   bigint NOT NULL,
    month       integer NOT NULL,
    partner_id  uuid NOT NULL,
    customer_id uuid NOT NULL,
    amount      bigint NOT NULL,
    source      text NOT NULL,
    PRIMARY KEY (tenant_id, month, partner_id, customer_id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

-- A customer's own page, also after it changed partners.
CREATE INDEX bills_by_customer ON bills (tenant_id, customer_id, month);

-- Roll-ups, kept in the transactions that change what they sum, so that a dashboard costs the same at any size.
CREATE TABLE partner_months (
    tenant_id  bigint NOT NULL,
    month      integer NOT NULL,
    partner_id uuid NOT NULL,
    billed     bigint NOT NULL,
    customers  bigint NOT NULL,
    PRIMARY KEY (tenant_id, month, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

CREATE TABLE partner_stages (
    tenant_id  bigint NOT NULL,
    partner_id uuid NOT NULL,
    stage      text NOT NULL,
    customers  bigint NOT NULL,
    mrr        bigint NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, stage),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);
