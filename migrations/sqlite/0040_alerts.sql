-- Alerts: what is worth a person's attention, whom it is told, and what becomes of it.

-- When alerts are raised and how long they may wait; the product's own rules until an operator says otherwise.
CREATE TABLE alert_rules (
    tenant_id INTEGER NOT NULL,
    rules     TEXT NOT NULL,
    saved_at  TEXT NOT NULL,
    saved_by  BLOB NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The cause is the signal's key with the partner before it. The weight sorts severities by urgency.
CREATE TABLE alerts (
    tenant_id      INTEGER NOT NULL,
    id             BLOB NOT NULL,
    partner_id     BLOB,
    cause          TEXT NOT NULL,
    kind           TEXT NOT NULL,
    severity       TEXT NOT NULL,
    weight         INTEGER NOT NULL,
    state          TEXT NOT NULL,
    signal         TEXT NOT NULL,
    raised_at      TEXT NOT NULL,
    noticed_at     TEXT NOT NULL,
    acknowledge_by TEXT,
    escalated      INTEGER NOT NULL,
    taken_by       BLOB,
    taken_at       TEXT,
    settled_at     TEXT,
    settled_by     BLOB,
    reason         TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, taken_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, settled_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- One live alert for each cause, whoever notices it.
CREATE UNIQUE INDEX alerts_live ON alerts (tenant_id, cause) WHERE settled_at IS NULL;
-- The latest of a cause.
CREATE INDEX alerts_by_cause ON alerts (tenant_id, cause, raised_at);
CREATE INDEX alerts_by_partner ON alerts (tenant_id, partner_id, raised_at);
-- Those that wait to be acknowledged.
CREATE INDEX alerts_unacknowledged ON alerts (tenant_id, acknowledge_by) WHERE acknowledge_by IS NOT NULL;
CREATE INDEX alerts_settled ON alerts (tenant_id, settled_at);

CREATE TABLE alert_history (
    tenant_id INTEGER NOT NULL,
    alert_id  BLOB NOT NULL,
    id        BLOB NOT NULL,
    at        TEXT NOT NULL,
    step      TEXT NOT NULL,
    user_id   BLOB,
    words     TEXT NOT NULL,
    PRIMARY KEY (tenant_id, alert_id, id),
    FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The newest of all: who watches sees from it that something has happened.
CREATE INDEX alert_history_newest ON alert_history (tenant_id, id);

-- The band that a partner's alerts go by, which follows its score with a margin.
CREATE TABLE held_bands (
    tenant_id  INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    band       TEXT NOT NULL,
    since      TEXT NOT NULL,
    PRIMARY KEY (tenant_id, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- What a person wants to be told, and when by mail.
CREATE TABLE alert_preferences (
    tenant_id   INTEGER NOT NULL,
    user_id     BLOB NOT NULL,
    preferences TEXT NOT NULL,
    saved_at    TEXT NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- Word to people within the application. Those to be mailed say from when; together they make one letter.
CREATE TABLE notifications (
    tenant_id INTEGER NOT NULL,
    id        BLOB NOT NULL,
    user_id   BLOB NOT NULL,
    at        TEXT NOT NULL,
    about     TEXT NOT NULL,
    about_id  BLOB NOT NULL,
    severity  TEXT NOT NULL,
    title     TEXT NOT NULL,
    words     TEXT NOT NULL,
    mail_at   TEXT,
    read_at   TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX notifications_by_user ON notifications (tenant_id, user_id, id);
CREATE INDEX notifications_unread ON notifications (tenant_id, user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_to_mail ON notifications (tenant_id, mail_at) WHERE mail_at IS NOT NULL;
