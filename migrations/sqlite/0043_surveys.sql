-- Surveys: whom partners' owners are asked by, through which private links, and what became of it. Answers in numbers are
-- facts of their own: survey_answers.

-- Whether partners are asked, what, and when.
CREATE TABLE survey_settings (
    tenant_id INTEGER NOT NULL,
    asks      INTEGER NOT NULL,
    rules     TEXT NOT NULL,
    survey    TEXT NOT NULL,
    saved_at  TEXT NOT NULL,
    saved_by  BLOB NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

-- The questions as they were asked, and the whole reply with its words.
CREATE TABLE surveys (
    tenant_id   INTEGER NOT NULL,
    id          BLOB NOT NULL,
    partner_id  BLOB NOT NULL,
    asked_on    TEXT NOT NULL,
    closes_on   TEXT NOT NULL,
    state       TEXT NOT NULL,
    reminders   INTEGER NOT NULL,
    survey      TEXT NOT NULL,
    answered_at TEXT,
    answered_by BLOB,
    reply       TEXT,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, answered_by) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX surveys_by_partner ON surveys (tenant_id, partner_id, asked_on);
-- One that waits for an answer at a time.
CREATE UNIQUE INDEX surveys_open ON surveys (tenant_id, partner_id) WHERE state = 'open';

-- A link is known by the hash of what stands in the letter: whoever reads this table can't answer.
CREATE TABLE survey_links (
    tenant_id INTEGER NOT NULL,
    hash      BLOB NOT NULL,
    survey_id BLOB NOT NULL,
    user_id   BLOB NOT NULL,
    PRIMARY KEY (tenant_id, hash),
    FOREIGN KEY (tenant_id, survey_id) REFERENCES surveys (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
) STRICT, WITHOUT ROWID;
