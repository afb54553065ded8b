-- Alerts: what is worth a person's attention, whom it is told, and what becomes of it.

-- When alerts are raised and how long they may wait; the product's own rules until an operator says otherwise.
CREATE TABLE alert_rules (
    tenant_id bigint NOT NULL,
    rules     jsonb NOT NULL,
    saved_at  timestamptz NOT NULL,
    saved_by  uuid NOT NULL,
    PRIMARY KEY (tenant_id),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
);

-- The cause is the signal's key with the partner before it. The weight sorts severities by urgency.
CREATE TABLE alerts (
    tenant_id      bigint NOT NULL,
    id             uuid NOT NULL,
    partner_id     uuid,
    cause          text NOT NULL,
    kind           text NOT NULL,
    severity       text NOT NULL,
    weight         integer NOT NULL,
    state          text NOT NULL,
    signal         jsonb NOT NULL,
    raised_at      timestamptz NOT NULL,
    noticed_at     timestamptz NOT NULL,
    acknowledge_by timestamptz,
    escalated      integer NOT NULL,
    taken_by       uuid,
    taken_at       timestamptz,
    settled_at     timestamptz,
    settled_by     uuid,
    reason         text,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, taken_by) REFERENCES users (tenant_id, id),
    FOREIGN KEY (tenant_id, settled_by) REFERENCES users (tenant_id, id)
);

-- One live alert for each cause, whoever notices it.
CREATE UNIQUE INDEX alerts_live ON alerts (tenant_id, cause) WHERE settled_at IS NULL;
-- The latest of a cause.
CREATE INDEX alerts_by_cause ON alerts (tenant_id, cause, raised_at);
CREATE INDEX alerts_by_partner ON alerts (tenant_id, partner_id, raised_at);
-- Those that wait to be acknowledged.
CREATE INDEX alerts_unacknowledged ON alerts (tenant_id, acknowledge_by) WHERE acknowledge_by IS NOT NULL;
CREATE INDEX alerts_settled ON alerts (tenant_id, settled_at);

CREATE TABLE alert_history (
    tenant_id bigint NOT NULL,
    alert_id  uuid NOT NULL,
    id        uuid NOT NULL,
    at        timestamptz NOT NULL,
    step      text NOT NULL,
    user_id   uuid,
    words     text NOT NULL,
    PRIMARY KEY (tenant_id, alert_id, id),
    FOREIGN KEY (tenant_id, alert_id) REFERENCES alerts (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- The newest of all: who watches sees from it that something has happened.
CREATE INDEX alert_history_newest ON alert_history (tenant_id, id);

-- The band that a partner's alerts go by, which follows its score with a margin.
CREATE TABLE held_bands (
    tenant_id  bigint NOT NULL,
    partner_id uuid NOT NULL,
    band       text NOT NULL,
    since      date NOT NULL,
    PRIMARY KEY (tenant_id, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

-- What a person wants to be told, and when by mail.
CREATE TABLE alert_preferences (
    tenant_id   bigint NOT NULL,
    user_id     uuid NOT NULL,
    preferences jsonb NOT NULL,
    saved_at    timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, user_id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

-- Word to people within the application. Those to be mailed say from when; together they make one letter.
CREATE TABLE notifications (
    tenant_id bigint NOT NULL,
    id        uuid NOT NULL,
    user_id   uuid NOT NULL,
    at        timestamptz NOT NULL,
    about     text NOT NULL,
    about_id  uuid NOT NULL,
    severity  text NOT NULL,
    title     text NOT NULL,
    words     text NOT NULL,
    mail_at   timestamptz,
    read_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);

CREATE INDEX notifications_by_user ON notifications (tenant_id, user_id, id);
CREATE INDEX notifications_unread ON notifications (tenant_id, user_id) WHERE read_at IS NULL;
CREATE INDEX notifications_to_mail ON notifications (tenant_id, mail_at) WHERE mail_at IS NOT NULL;

GRANT SELECT, INSERT, UPDATE ON alert_rules, alerts, alert_history, held_bands, alert_preferences, notifications TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['alert_rules', 'alerts', 'alert_history', 'held_bands', 'alert_preferences', 'notifications'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
