-- Operators, the people who sign in, and their sessions.

CREATE TABLE tenants (
    id           bigint PRIMARY KEY,
    slug         text NOT NULL UNIQUE,
    name         text NOT NULL,
    time_zone    text NOT NULL,
    currency     text NOT NULL,
    rounding     text NOT NULL,
    history_from date,
    notice       text,
    is_demo      boolean NOT NULL,
    created_at   timestamptz NOT NULL
);

CREATE TABLE users (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    id         uuid NOT NULL,
    email      text NOT NULL,
    name       text NOT NULL,
    role       text NOT NULL,
    partner_id uuid,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email),
    CHECK ((role IN ('owner', 'sales', 'viewer')) = (partner_id IS NOT NULL))
);

-- Looked up before the tenant is known, so these two stand outside row-level security.
CREATE TABLE logins (
    email           text NOT NULL,
    tenant_id       bigint NOT NULL,
    user_id         uuid NOT NULL,
    password_hash   text NOT NULL,
    failed_attempts integer NOT NULL,
    blocked_until   timestamptz,
    PRIMARY KEY (email, tenant_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- The token itself is only in the browser; here is its SHA-256.
CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    tenant_id  bigint NOT NULL,
    user_id    uuid NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at    timestamptz NOT NULL,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
