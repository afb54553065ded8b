-- Facts that partner health is computed from, beside bills, customers and activities. Each is known by the operator's own
-- number, so that a file taken in twice changes nothing; what scoring reads stands in the order of partners.

-- A partner's tickets. `minutes` is the time from opening to resolution.
CREATE TABLE tickets (
    tenant_id   INTEGER NOT NULL,
    code        TEXT NOT NULL,
    partner_id  BLOB NOT NULL,
    customer_id BLOB,
    kind        TEXT NOT NULL,
    opened_at   TEXT NOT NULL,
    resolved_at TEXT,
    minutes     INTEGER CHECK (minutes >= 0),
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX tickets_by_partner ON tickets (tenant_id, partner_id, opened_at, minutes);

-- Installations that a partner has to carry out. `days` is the time from order to installation.
CREATE TABLE installations (
    tenant_id    INTEGER NOT NULL,
    code         TEXT NOT NULL,
    partner_id   BLOB NOT NULL,
    customer_id  BLOB,
    ordered_on   TEXT NOT NULL,
    installed_on TEXT,
    days         INTEGER CHECK (days >= 0),
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX installations_by_partner ON installations (tenant_id, partner_id, ordered_on, days);

-- The operator's trainings; of each the latest version that has begun is in force.
CREATE TABLE training_modules (
    tenant_id INTEGER NOT NULL,
    code      TEXT NOT NULL,
    version   INTEGER NOT NULL,
    title     TEXT NOT NULL,
    pass_mark INTEGER NOT NULL CHECK (pass_mark BETWEEN 0 AND 100),
    from_day  TEXT NOT NULL,
    PRIMARY KEY (tenant_id, code, version)
) STRICT, WITHOUT ROWID;

-- Who of a partner's people has done which training, with how many points of 100.
CREATE TABLE training_completions (
    tenant_id  INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    module     TEXT NOT NULL,
    version    INTEGER NOT NULL,
    person     TEXT NOT NULL,
    day        TEXT NOT NULL,
    points     INTEGER NOT NULL CHECK (points BETWEEN 0 AND 100),
    PRIMARY KEY (tenant_id, partner_id, module, version, person, day),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, module, version) REFERENCES training_modules (tenant_id, code, version)
) STRICT, WITHOUT ROWID;

-- What partners say of the operator: one row for each question that was answered, on the scale that was asked.
CREATE TABLE survey_answers (
    tenant_id   INTEGER NOT NULL,
    code        TEXT NOT NULL,
    question    TEXT NOT NULL,
    partner_id  BLOB NOT NULL,
    answered_on TEXT NOT NULL,
    scale       TEXT NOT NULL,
    value       INTEGER NOT NULL CHECK (value BETWEEN 0 AND 10),
    PRIMARY KEY (tenant_id, code, question),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX survey_answers_by_partner ON survey_answers (tenant_id, partner_id, answered_on, scale, value);

-- Customers of whom something is not known that should be: few, so that counting them costs little.
CREATE INDEX customers_incomplete ON customers (tenant_id, partner_id, stage)
    WHERE contract IS NULL OR postcode IS NULL;
