-- What automation has adjusted by measurement, and how the installation was each quarter of an hour.

-- `state` is what the rule has learnt so far.
CREATE TABLE paces (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    knob      TEXT NOT NULL,
    state     TEXT NOT NULL,
    PRIMARY KEY (tenant_id, knob)
) STRICT, WITHOUT ROWID;

CREATE TABLE pace_changes (
    tenant_id  INTEGER NOT NULL REFERENCES tenants (id),
    id         BLOB NOT NULL,
    knob       TEXT NOT NULL,
    at         TEXT NOT NULL,
    from_value INTEGER NOT NULL,
    to_value   INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    rate       REAL NOT NULL,
    hold_ms    REAL NOT NULL,
    PRIMARY KEY (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE health_measurements (
    tenant_id     INTEGER NOT NULL REFERENCES tenants (id),
    at            TEXT NOT NULL,
    stuck_runs    INTEGER NOT NULL,
    overdue_steps INTEGER NOT NULL,
    waiting_ms    INTEGER NOT NULL,
    unsent_mails  INTEGER NOT NULL,
    read_ms       REAL NOT NULL,
    write_ms      REAL NOT NULL,
    PRIMARY KEY (tenant_id, at)
) STRICT, WITHOUT ROWID;
