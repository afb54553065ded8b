-- Where partners' money goes: their bank accounts, the keys that seal the numbers, and what a payment waits for.

-- Keys of an operator's vault, each wrapped by the master key `master`, which is no part of the database. Of the
-- purpose `seal` the newest is in force; of `index` there is one.
CREATE TABLE vault_keys (
    tenant_id  INTEGER NOT NULL REFERENCES tenants (id),
    id         INTEGER NOT NULL,
    purpose    TEXT NOT NULL,
    master     TEXT NOT NULL,
    wrapped    BLOB NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- An account is never changed: another one replaces it. `sealed` is the number under the key `key_id`, `fingerprint`
-- the keyed hash by which the same account is found at another partner. A key that still seals can't be deleted.
CREATE TABLE bank_accounts (
    tenant_id    INTEGER NOT NULL,
    id           BLOB NOT NULL,
    partner_id   BLOB NOT NULL,
    kind         TEXT NOT NULL,
    holder       TEXT NOT NULL,
    holder_name  TEXT NOT NULL,
    routing      TEXT NOT NULL,
    ending       TEXT NOT NULL,
    key_id       INTEGER NOT NULL,
    sealed       BLOB NOT NULL,
    fingerprint  BLOB NOT NULL,
    status       TEXT NOT NULL,
    -- The day that the status goes by: it settles, was proved, failed or was replaced; none while unverified.
    status_day   TEXT,
    proof        TEXT,
    deposit_less INTEGER,
    deposit_more INTEGER,
    tries        INTEGER NOT NULL,
    return_code  TEXT,
    entered_at   TEXT NOT NULL,
    entered_by   BLOB,
    revision     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, key_id) REFERENCES vault_keys (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One current account for each partner.
CREATE UNIQUE INDEX bank_accounts_current ON bank_accounts (tenant_id, partner_id) WHERE status <> 'replaced';
CREATE INDEX bank_accounts_by_partner ON bank_accounts (tenant_id, partner_id, id);
CREATE INDEX bank_accounts_by_fingerprint ON bank_accounts (tenant_id, fingerprint);
CREATE INDEX bank_accounts_by_status ON bank_accounts (tenant_id, status, status_day);
CREATE INDEX bank_accounts_by_key ON bank_accounts (tenant_id, key_id, id);

-- Nothing is held, filed or set for a partner without a row.
CREATE TABLE payment_standings (
    tenant_id   INTEGER NOT NULL,
    partner_id  BLOB NOT NULL,
    hold_reason TEXT,
    held_since  TEXT,
    held_by     BLOB,
    held_rule   TEXT,
    tax_form    TEXT,
    tax_form_on TEXT,
    minimum     INTEGER,
    PRIMARY KEY (tenant_id, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;
