-- The ledger: entries of double entry, never changed once they are posted, and what they come to.

-- One entry for each event: the unique key makes posting twice posting once. `period` is the month that the event's
-- thing belongs to, `month` the one in which it is booked.
CREATE TABLE ledger_entries (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    month     INTEGER NOT NULL,
    id        BLOB NOT NULL,
    day       TEXT NOT NULL,
    source    TEXT NOT NULL,
    period    INTEGER NOT NULL,
    source_id BLOB NOT NULL,
    version   INTEGER NOT NULL,
    memo      TEXT,
    posted_at TEXT NOT NULL,
    PRIMARY KEY (tenant_id, month, id),
    UNIQUE (tenant_id, source, period, source_id, version)
) STRICT, WITHOUT ROWID;

-- Debits are positive, credits negative. An account of a partner is one range; accounts of the house have the partner
-- of zeros. No foreign keys: a posting is written beside its entry.
CREATE TABLE ledger_postings (
    tenant_id  INTEGER NOT NULL,
    account    TEXT NOT NULL,
    partner_id BLOB NOT NULL,
    month      INTEGER NOT NULL,
    entry_id   BLOB NOT NULL,
    line       INTEGER NOT NULL,
    amount     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, account, partner_id, month, entry_id, line)
) STRICT, WITHOUT ROWID;

-- An entry with all its postings, and a month of entries in the order they were posted.
CREATE INDEX ledger_postings_entry ON ledger_postings (tenant_id, month, entry_id, amount);

-- What was booked to each account in each month, kept up in the transactions that book. Under the partner of zeros are
-- whole accounts, those of all partners together among them, so that a trial balance reads a handful of rows.
CREATE TABLE ledger_balances (
    tenant_id  INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    account    TEXT NOT NULL,
    month      INTEGER NOT NULL,
    debit      INTEGER NOT NULL,
    credit     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, account, month)
) STRICT, WITHOUT ROWID;

-- Statements that were written before there was a ledger. An entry takes its partner's id, which is unique in its
-- month: no month was calculated twice.
INSERT INTO ledger_entries (tenant_id, month, id, day, source, period, source_id, version, memo, posted_at)
SELECT s.tenant_id, s.month, s.partner_id,
    date(printf('%04d-%02d-01', s.month / 100, s.month % 100), '+1 month', '-1 day'),
    'statement', s.month, s.partner_id, s.version, NULL, COALESCE(r.calculated_at, r.frozen_at)
FROM statements s
JOIN runs r ON r.tenant_id = s.tenant_id AND r.month = s.month AND r.version = s.version
WHERE s.commission <> 0;

INSERT INTO ledger_postings (tenant_id, account, partner_id, month, entry_id, line, amount)
SELECT tenant_id, 'expense', zeroblob(16), month, partner_id, 0, commission FROM statements WHERE commission <> 0
UNION ALL
SELECT tenant_id, 'payable', partner_id, month, partner_id, 1, -commission FROM statements WHERE commission <> 0;

INSERT INTO ledger_balances (tenant_id, partner_id, account, month, debit, credit)
SELECT tenant_id, partner_id, account, month, SUM(MAX(amount, 0)), SUM(MAX(-amount, 0))
FROM ledger_postings GROUP BY tenant_id, partner_id, account, month
UNION ALL
SELECT tenant_id, zeroblob(16), account, month, SUM(MAX(amount, 0)), SUM(MAX(-amount, 0))
FROM ledger_postings WHERE partner_id <> zeroblob(16) GROUP BY tenant_id, account, month;

-- What is posted stays posted. These decide nothing: on PostgreSQL the application lacks the rights.
CREATE TRIGGER ledger_entries_are_never_changed BEFORE UPDATE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never changed'); END;
CREATE TRIGGER ledger_entries_are_never_deleted BEFORE DELETE ON ledger_entries
BEGIN SELECT RAISE(ABORT, 'an entry of the ledger is never deleted'); END;
CREATE TRIGGER ledger_postings_are_never_changed BEFORE UPDATE ON ledger_postings
BEGIN SELECT RAISE(ABORT, 'a posting of the ledger is never changed'); END;
CREATE TRIGGER ledger_postings_are_never_deleted BEFORE DELETE ON ledger_postings
BEGIN SELECT RAISE(ABORT, 'a posting of the ledger is never deleted'); END;
