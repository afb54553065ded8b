-- Facts that partner health is computed from, beside bills, customers and activities. Each is known by the operator's own
-- number, so that a file taken in twice changes nothing; what scoring reads stands in the order of partners.

-- A partner's tickets. `minutes` is the time from opening to resolution.
CREATE TABLE tickets (
    tenant_id   bigint NOT NULL,
    code        text NOT NULL,
    partner_id  uuid NOT NULL,
    customer_id uuid,
    kind        text NOT NULL,
    opened_at   timestamptz NOT NULL,
    resolved_at timestamptz,
    minutes     integer CHECK (minutes >= 0),
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

CREATE INDEX tickets_by_partner ON tickets (tenant_id, partner_id, opened_at, minutes);

-- Installations that a partner has to carry out. `days` is the time from order to installation.
CREATE TABLE installations (
    tenant_id    bigint NOT NULL,
    code         text NOT NULL,
    partner_id   uuid NOT NULL,
    customer_id  uuid,
    ordered_on   date NOT NULL,
    installed_on date,
    days         integer CHECK (days >= 0),
    PRIMARY KEY (tenant_id, code),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

CREATE INDEX installations_by_partner ON installations (tenant_id, partner_id, ordered_on, days);

-- The operator's trainings; of each the latest version that has begun is in force.
CREATE TABLE training_modules (
    tenant_id bigint NOT NULL,
    code      text NOT NULL,
    version   integer NOT NULL,
    title     text NOT NULL,
    pass_mark integer NOT NULL CHECK (pass_mark BETWEEN 0 AND 100),
    from_day  date NOT NULL,
    PRIMARY KEY (tenant_id, code, version)
);

-- Who of a partner's people has done which training, with how many points of 100.
CREATE TABLE training_completions (
    tenant_id  bigint NOT NULL,
    partner_id uuid NOT NULL,
    module     text NOT NULL,
    version    integer NOT NULL,
    person     text NOT NULL,
    day        date NOT NULL,
    points     integer NOT NULL CHECK (points BETWEEN 0 AND 100),
    PRIMARY KEY (tenant_id, partner_id, module, version, person, day),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, module, version) REFERENCES training_modules (tenant_id, code, version)
);

-- What partners say of the operator: one row for each question that was answered, on the scale that was asked.
CREATE TABLE survey_answers (
    tenant_id   bigint NOT NULL,
    code        text NOT NULL,
    question    text NOT NULL,
    partner_id  uuid NOT NULL,
    answered_on date NOT NULL,
    scale       text NOT NULL,
    value       integer NOT NULL CHECK (value BETWEEN 0 AND 10),
    PRIMARY KEY (tenant_id, code, question),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

CREATE INDEX survey_answers_by_partner ON survey_answers (tenant_id, partner_id, answered_on, scale, value);

-- Customers of whom something is not known that should be: few, so that counting them costs little.
CREATE INDEX customers_incomplete ON customers (tenant_id, partner_id, stage)
    WHERE contract IS NULL OR postcode IS NULL;

-- Activities are read with their counts, which their key alone doesn't hold.
CREATE INDEX activities_by_partner ON activities (tenant_id, partner_id, day, kind) INCLUDE (count);

GRANT SELECT, INSERT, UPDATE, DELETE ON tickets, installations, training_modules, training_completions, survey_answers TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['tickets', 'installations', 'training_modules', 'training_completions', 'survey_answers'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
