-- Surveys: whom partners' owners are asked by, through which private links, and what became of it. Answers in numbers are
-- facts of their own: survey_answers.

-- Whether partners are asked, what, and when.
CREATE TABLE survey_settings (
    tenant_id bigint NOT NULL,
    asks      boolean NOT NULL,
    rules     jsonb NOT NULL,
    survey    jsonb NOT NULL,
    saved_at  timestamptz NOT NULL,
    saved_by  uuid NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
);

-- The questions as they were asked, and the whole reply with its words.
CREATE TABLE surveys (
    tenant_id   bigint NOT NULL,
    id          uuid NOT NULL,
    partner_id  uuid NOT NULL,
    asked_on    date NOT NULL,
    closes_on   date NOT NULL,
    state       text NOT NULL,
    reminders   integer NOT NULL,
    survey      jsonb NOT NULL,
    answered_at timestamptz,
    answered_by uuid,
    reply       jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, answered_by) REFERENCES users (tenant_id, id)
);

CREATE INDEX surveys_by_partner ON surveys (tenant_id, partner_id, asked_on);
-- One that waits for an answer at a time.
CREATE UNIQUE INDEX surveys_open ON surveys (tenant_id, partner_id) WHERE state = 'open';

-- A link is known by the hash of what stands in the letter: whoever reads this table can't answer.
CREATE TABLE survey_links (
    tenant_id bigint NOT NULL,
    hash      bytea NOT NULL,
    survey_id uuid NOT NULL,
    user_id   uuid NOT NULL,
    PRIMARY KEY (tenant_id, hash),
    FOREIGN KEY (tenant_id, survey_id) REFERENCES surveys (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

GRANT SELECT, INSERT, UPDATE ON survey_settings, surveys, survey_links TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['survey_settings', 'surveys', 'survey_links'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
