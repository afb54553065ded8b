-- Payouts: batches, their payouts, the files for the bank, and what the bank says back.

-- The operator at its bank, and the next number for an entry: it only ever rises.
CREATE TABLE payout_settings (
    tenant_id     bigint NOT NULL REFERENCES tenants (id),
    settings      jsonb NOT NULL,
    offset_key    integer,
    offset_sealed bytea,
    next_sequence bigint NOT NULL CHECK (next_sequence > 0),
    changed_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, offset_key) REFERENCES vault_keys (tenant_id, id)
);

-- One batch for each run of the workflow: `period` is the run's.
CREATE TABLE payout_batches (
    tenant_id     bigint NOT NULL REFERENCES tenants (id),
    id            uuid NOT NULL,
    number        integer NOT NULL,
    period        text NOT NULL,
    month         integer NOT NULL,
    status        text NOT NULL,
    proposed_at   timestamptz NOT NULL,
    proposed_by   uuid,
    reason        text,
    approved_at   timestamptz,
    approved_by   uuid,
    submitted_at  timestamptz,
    cancelled_at  timestamptz,
    cancelled_by  uuid,
    cancel_reason text,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, number),
    UNIQUE (tenant_id, period)
);

-- One payout for each partner and batch.
CREATE TABLE payouts (
    tenant_id   bigint NOT NULL,
    batch_id    uuid NOT NULL,
    partner_id  uuid NOT NULL,
    id          uuid NOT NULL,
    month       integer NOT NULL,
    amount      bigint NOT NULL CHECK (amount > 0),
    state       text NOT NULL,
    held_out    text,
    account_id  uuid,
    account     text,
    settled_on  date,
    return_code text,
    returned_on date,
    retry_of    uuid,
    PRIMARY KEY (tenant_id, batch_id, partner_id),
    UNIQUE (tenant_id, id),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES payout_batches (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

CREATE INDEX payouts_of_partner ON payouts (tenant_id, partner_id, id);
-- A partner waits in one batch at a time, and what came back is paid again once.
CREATE UNIQUE INDEX payouts_open ON payouts (tenant_id, partner_id) WHERE state = 'proposed';
CREATE UNIQUE INDEX payouts_retry ON payouts (tenant_id, retry_of)
    WHERE retry_of IS NOT NULL AND state NOT IN ('held_out', 'cancelled');

-- Files for the bank; their content is sealed, because it has account numbers. A file belongs to a batch, or holds
-- prenotes. The bank tells the files of a day apart by a letter or digit.
CREATE TABLE ach_files (
    tenant_id    bigint NOT NULL REFERENCES tenants (id),
    id           uuid NOT NULL,
    batch_id     uuid,
    name         text NOT NULL,
    content_hash text NOT NULL,
    key_id       integer NOT NULL,
    content      bytea NOT NULL,
    day          date NOT NULL,
    id_modifier  text NOT NULL,
    entries      bigint NOT NULL,
    debits       bigint NOT NULL,
    credits      bigint NOT NULL,
    entry_hash   bigint NOT NULL,
    effective    date NOT NULL,
    written_at   timestamptz NOT NULL,
    staged_at    timestamptz,
    submitted_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, batch_id),
    UNIQUE (tenant_id, name),
    UNIQUE (tenant_id, day, id_modifier),
    FOREIGN KEY (tenant_id, key_id) REFERENCES vault_keys (tenant_id, id),
    FOREIGN KEY (tenant_id, batch_id) REFERENCES payout_batches (tenant_id, id)
);

-- Which entry of which file a trace number is: the link by which answers come back. None is ever given twice.
CREATE TABLE ach_traces (
    tenant_id  bigint NOT NULL,
    trace      bigint NOT NULL,
    file_id    uuid NOT NULL,
    partner_id uuid NOT NULL,
    payout_id  uuid,
    account_id uuid NOT NULL,
    amount     bigint NOT NULL,
    PRIMARY KEY (tenant_id, trace),
    FOREIGN KEY (tenant_id, file_id) REFERENCES ach_files (tenant_id, id)
);

CREATE INDEX ach_traces_of_payout ON ach_traces (tenant_id, payout_id);

-- Files that the bank has sent; the hash of the bytes makes reading one twice reading it once.
CREATE TABLE bank_files (
    tenant_id    bigint NOT NULL REFERENCES tenants (id),
    content_hash text NOT NULL,
    name         text NOT NULL,
    key_id       integer NOT NULL,
    content      bytea NOT NULL,
    answers      bigint NOT NULL,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, content_hash),
    FOREIGN KEY (tenant_id, key_id) REFERENCES vault_keys (tenant_id, id)
);

-- What each of them says, whether or not it fits anything of ours. No foreign keys to payouts: that there is none may
-- be what is wrong.
CREATE TABLE bank_answers (
    tenant_id    bigint NOT NULL,
    content_hash text NOT NULL,
    line         bigint NOT NULL,
    code         text NOT NULL,
    trace        bigint,
    amount       bigint NOT NULL,
    payout_id    uuid,
    partner_id   uuid,
    state        text NOT NULL,
    note         text NOT NULL,
    settlement   text,
    settled_by   uuid,
    settled_at   timestamptz,
    PRIMARY KEY (tenant_id, content_hash, line),
    FOREIGN KEY (tenant_id, content_hash) REFERENCES bank_files (tenant_id, content_hash)
);

CREATE INDEX bank_answers_open ON bank_answers (tenant_id, state);
CREATE INDEX bank_answers_of_payout ON bank_answers (tenant_id, payout_id);

GRANT SELECT, INSERT, UPDATE ON payout_settings, payout_batches, payouts, ach_files, bank_answers TO tributary_app;
-- A number that was given stays, and so does a file that came, whatever key seals it.
GRANT SELECT, INSERT ON ach_traces, bank_files TO tributary_app;
GRANT UPDATE (key_id, content) ON bank_files TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'payout_settings', 'payout_batches', 'payouts', 'ach_files', 'ach_traces', 'bank_files', 'bank_answers'
    ] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
