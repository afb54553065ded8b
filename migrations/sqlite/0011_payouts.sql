-- Payouts: batches, their payouts, the files for the bank, and what the bank says back.

-- The operator at its bank, and the next number for an entry: it only ever rises.
CREATE TABLE payout_settings (
    tenant_id     INTEGER NOT NULL REFERENCES tenants (id),
    settings      TEXT NOT NULL,
    offset_key    INTEGER,
    offset_sealed BLOB,
    next_sequence INTEGER NOT NULL CHECK (next_sequence > 0),
    changed_at    TEXT NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, offset_key) REFERENCES vault_keys (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One batch for each run of the workflow: `period` is the run's.
CREATE TABLE payout_batches (
    tenant_id     INTEGER NOT NULL REFERENCES tenants (id),
    id            BLOB NOT NULL,
    number        INTEGER NOT NULL,
    period        TEXT NOT NULL,
    month         INTEGER NOT NULL,
    status        TEXT NOT NULL,
    proposed_at   TEXT NOT NULL,
    proposed_by   BLOB,
    reason        TEXT,
    approved_at   TEXT,
    approved_by   BLOB,
    submitted_at  TEXT,
    cancelled_at  TEXT,
    cancelled_by  BLOB,
    cancel_reason TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, period)
) STRICT, WITHOUT ROWID;

-- One payout for each partner and batch.
CREATE TABLE payouts (
    tenant_id   INTEGER NOT NULL,
    batch_id    BLOB NOT NULL,
    partner_id  BLOB NOT NULL,
    id          BLOB NOT NULL,
    month       INTEGER NOT NULL,
    amount      INTEGER NOT NULL CHECK (amount > 0),
    state       TEXT NOT NULL,
    held_out    TEXT,
    account_id  BLOB,
    account     TEXT,
    settled_on  TEXT,
    return_code TEXT,
    returned_on TEXT,
    retry_of    BLOB,
    PRIMARY KEY (tenant_id, batch_id, partner_id),
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES payout_batches (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX payouts_of_partner ON payouts (tenant_id, partner_id, id);
-- A partner waits in one batch at a time, and what came back is paid again once.
CREATE UNIQUE INDEX payouts_open ON payouts (tenant_id, partner_id) WHERE state = 'proposed';
CREATE UNIQUE INDEX payouts_retry ON payouts (tenant_id, retry_of)
    WHERE retry_of IS NOT NULL AND state NOT IN ('held_out', 'cancelled');

-- Files for the bank; their content is sealed, because it has account numbers. A file belongs to a batch, or holds
-- prenotes. The bank tells the files of a day apart by a letter or digit.
CREATE TABLE ach_files (
    tenant_id    INTEGER NOT NULL REFERENCES tenants (id),
    id           BLOB NOT NULL,
    batch_id     BLOB,
    name         TEXT NOT NULL,
    content_hash TEXT NOT NULL,
    key_id       INTEGER NOT NULL,
    content      BLOB NOT NULL,
    day          TEXT NOT NULL,
    id_modifier  TEXT NOT NULL,
    entries      INTEGER NOT NULL,
    debits       INTEGER NOT NULL,
    credits      INTEGER NOT NULL,
    entry_hash   INTEGER NOT NULL,
    effective    TEXT NOT NULL,
    written_at   TEXT NOT NULL,
    staged_at    TEXT,
    submitted_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, batch_id),
    UNIQUE (tenant_id, name),
    UNIQUE (tenant_id, day, id_modifier),
    FOREIGN KEY (tenant_id, key_id) REFERENCES vault_keys (tenant_id, id),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES payout_batches (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Which entry of which file a trace number is: the link by which answers come back. None is ever given twice.
CREATE TABLE ach_traces (
    tenant_id  INTEGER NOT NULL,
    trace      INTEGER NOT NULL,
    file_id    BLOB NOT NULL,
    partner_id BLOB NOT NULL,
    payout_id  BLOB,
    account_id BLOB NOT NULL,
    amount     INTEGER NOT NULL,
    PRIMARY KEY (tenant_id, trace),
    FOREIGN KEY (tenant_id, file_id) REFERENCES ach_files (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX ach_traces_of_payout ON ach_traces (tenant_id, payout_id);

-- Files that the bank has sent; the hash of the bytes makes reading one twice reading it once.
CREATE TABLE bank_files (
    tenant_id    INTEGER NOT NULL REFERENCES tenants (id),
    content_hash TEXT NOT NULL,
    name         TEXT NOT NULL,
    key_id       INTEGER NOT NULL,
    content      BLOB NOT NULL,
    answers      INTEGER NOT NULL,
    received_at  TEXT NOT NULL,
    PRIMARY KEY (tenant_id, content_hash),
    FOREIGN KEY (tenant_id, key_id) REFERENCES vault_keys (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What each of them says, whether or not it fits anything of ours. No foreign keys to payouts: that there is none may
-- be what is wrong.
CREATE TABLE bank_answers (
    tenant_id    INTEGER NOT NULL,
    content_hash TEXT NOT NULL,
    line         INTEGER NOT NULL,
    code         TEXT NOT NULL,
    trace        INTEGER,
    amount       INTEGER NOT NULL,
    payout_id    BLOB,
    partner_id   BLOB,
    state        TEXT NOT NULL,
    note         TEXT NOT NULL,
    settlement   TEXT,
    settled_by   BLOB,
    settled_at   TEXT,
    PRIMARY KEY (tenant_id, content_hash, line),
    FOREIGN KEY (tenant_id, content_hash) REFERENCES bank_files (tenant_id, content_hash)
) STRICT, WITHOUT ROWID;

CREATE INDEX bank_answers_open ON bank_answers (tenant_id, state);
CREATE INDEX bank_answers_of_payout ON bank_answers (tenant_id, payout_id);
