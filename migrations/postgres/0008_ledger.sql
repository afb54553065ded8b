-- The ledger: entries of double entry, never changed once they are posted, and what they come to.

-- One entry for each event: the unique key makes posting twice posting once. `period` is the month that the event's
-- thing belongs to, `month` the one in which it is booked.
CREATE TABLE ledger_entries (
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    month     integer NOT NULL,
    id        uuid NOT NULL,
    day       date NOT NULL,
    source    text NOT NULL,
    period    integer NOT NULL,
    source_id uuid NOT NULL,
    version   integer NOT NULL,
    memo      text,
    posted_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, month, id),
    UNIQUE (tenant_id, source, period, source_id, version)
);

-- Debits are positive, credits negative. An account of a partner is one range; accounts of the house have the partner
-- of zeros. No foreign keys: a posting is written beside its entry.
CREATE TABLE ledger_postings (
    tenant_id  bigint NOT NULL,
    account    text NOT NULL,
    partner_id uuid NOT NULL,
    month      integer NOT NULL,
    entry_id   uuid NOT NULL,
    line       smallint NOT NULL,
    amount     bigint NOT NULL,
    PRIMARY KEY (tenant_id, account, partner_id, month, entry_id, line)
);

-- An entry with all its postings, and a month of entries in the order they were posted.
CREATE INDEX ledger_postings_entry ON ledger_postings (tenant_id, month, entry_id, amount);

-- What was booked to each account in each month, kept up in the transactions that book. Under the partner of zeros are
-- whole accounts, those of all partners together among them, so that a trial balance reads a handful of rows.
CREATE TABLE ledger_balances (
    tenant_id  bigint NOT NULL,
    partner_id uuid NOT NULL,
    account    text NOT NULL,
    month      integer NOT NULL,
    debit      bigint NOT NULL,
    credit     bigint NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, account, month)
);

-- Statements that were written before there was a ledger, of all tenants at once. An entry takes its partner's id,
-- which is unique in its month: no month was calculated twice.
ALTER TABLE statements NO FORCE ROW LEVEL SECURITY;
ALTER TABLE runs NO FORCE ROW LEVEL SECURITY;

INSERT INTO ledger_entries (tenant_id, month, id, day, source, period, source_id, version, memo, posted_at)
SELECT s.tenant_id, s.month, s.partner_id,
    (make_date(s.month / 100, s.month % 100, 1) + interval '1 month' - interval '1 day')::date,
    'statement', s.month, s.partner_id, s.version, NULL, COALESCE(r.calculated_at, r.frozen_at)
FROM statements s
JOIN runs r ON r.tenant_id = s.tenant_id AND r.month = s.month AND r.version = s.version
WHERE s.commission <> 0;

INSERT INTO ledger_postings (tenant_id, account, partner_id, month, entry_id, line, amount)
SELECT tenant_id, 'expense', '00000000-0000-0000-0000-000000000000', month, partner_id, 0, commission
FROM statements WHERE commission <> 0
UNION ALL
SELECT tenant_id, 'payable', partner_id, month, partner_id, 1, -commission FROM statements WHERE commission <> 0;

INSERT INTO ledger_balances (tenant_id, partner_id, account, month, debit, credit)
SELECT tenant_id, partner_id, account, month, SUM(GREATEST(amount, 0)), SUM(GREATEST(-amount, 0))
FROM ledger_postings GROUP BY tenant_id, partner_id, account, month
UNION ALL
SELECT tenant_id, '00000000-0000-0000-0000-000000000000', account, month,
    SUM(GREATEST(amount, 0)), SUM(GREATEST(-amount, 0))
FROM ledger_postings WHERE partner_id <> '00000000-0000-0000-0000-000000000000' GROUP BY tenant_id, account, month;

ALTER TABLE statements FORCE ROW LEVEL SECURITY;
ALTER TABLE runs FORCE ROW LEVEL SECURITY;

-- What is posted stays posted.
GRANT SELECT, INSERT ON ledger_entries, ledger_postings TO tributary_app;
GRANT SELECT, INSERT, UPDATE ON ledger_balances TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['ledger_entries', 'ledger_postings', 'ledger_balances'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
