-- Where partners' money goes: their bank accounts, the keys that seal the numbers, and what a payment waits for.

-- Keys of an operator's vault, each wrapped by the master key `master`, which is no part of the database. Of the
-- purpose `seal` the newest is in force; of `index` there is one.
CREATE TABLE vault_keys (
    tenant_id  bigint NOT NULL REFERENCES tenants (id),
    id         integer NOT NULL,
    purpose    text NOT NULL,
    master     text NOT NULL,
    wrapped    bytea NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- An account is never changed: another one replaces it. `sealed` is the number under the key `key_id`, `fingerprint`
-- the keyed hash by which the same account is found at another partner. A key that still seals can't be deleted.
CREATE TABLE bank_accounts (
    tenant_id    bigint NOT NULL,
    id           uuid NOT NULL,
    partner_id   uuid NOT NULL,
    kind         text NOT NULL,
    holder       text NOT NULL,
    holder_name  text NOT NULL,
    routing      text NOT NULL,
    ending       text NOT NULL,
    key_id       integer NOT NULL,
    sealed       bytea NOT NULL,
    fingerprint  bytea NOT NULL,
    status       text NOT NULL,
    -- The day that the status goes by: it settles, was proved, failed or was replaced; none while unverified.
    status_day   date,
    proof        text,
    deposit_less bigint,
    deposit_more bigint,
    tries        smallint NOT NULL,
    return_code  text,
    entered_at   timestamptz NOT NULL,
    entered_by   uuid,
    revision     bigint NOT NULL,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, key_id) REFERENCES vault_keys (tenant_id, id)
);

-- One current account for each partner.
CREATE UNIQUE INDEX bank_accounts_current ON bank_accounts (tenant_id, partner_id) WHERE status <> 'replaced';
CREATE INDEX bank_accounts_by_partner ON bank_accounts (tenant_id, partner_id, id);
CREATE INDEX bank_accounts_by_fingerprint ON bank_accounts (tenant_id, fingerprint);
CREATE INDEX bank_accounts_by_status ON bank_accounts (tenant_id, status, status_day);
CREATE INDEX bank_accounts_by_key ON bank_accounts (tenant_id, key_id, id);

-- Nothing is held, filed or set for a partner without a row.
CREATE TABLE payment_standings (
    tenant_id   bigint NOT NULL,
    partner_id  uuid NOT NULL,
    hold_reason text,
    held_since  timestamptz,
    held_by     uuid,
    held_rule   text,
    tax_form    text,
    tax_form_on date,
    minimum     bigint,
    PRIMARY KEY (tenant_id, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

GRANT SELECT, INSERT, UPDATE ON bank_accounts, payment_standings TO tributary_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON vault_keys TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['vault_keys', 'bank_accounts', 'payment_standings'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
