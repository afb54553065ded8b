-- Operators, the people who sign in, and their sessions.

CREATE TABLE tenants (
    id           INTEGER PRIMARY KEY,
    slug         TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    time_zone    TEXT NOT NULL,
    currency     TEXT NOT NULL,
    rounding     TEXT NOT NULL,
    history_from TEXT,
    notice       TEXT,
    is_demo      INTEGER NOT NULL,
    created_at   TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    tenant_id  INTEGER NOT NULL REFERENCES tenants (id),
    id         BLOB NOT NULL,
    email      TEXT NOT NULL,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    partner_id BLOB,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, email),
    CHECK ((role IN ('owner', 'sales', 'viewer')) = (partner_id IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Looked up before the tenant is known, so these two stand outside row-level security.
CREATE TABLE logins (
    email           TEXT NOT NULL,
    tenant_id       INTEGER NOT NULL,
    user_id         BLOB NOT NULL,
    password_hash   TEXT NOT NULL,
    failed_attempts INTEGER NOT NULL,
    blocked_until   TEXT,
    PRIMARY KEY (email, tenant_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The token itself is only in the browser; here is its SHA-256.
CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    tenant_id  INTEGER NOT NULL,
    user_id    BLOB NOT NULL,
    created_at TEXT NOT NULL,
    seen_at    TEXT NOT NULL,
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
