-- Scoring every day: rules with versions, scores that are carried over, and what has changed since.

-- How scores are computed. In force on a day is the latest that has begun, and of those that begin on one day the
-- highest version. Version 1 is the product's own, written when the first score is.
CREATE TABLE health_rules (
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    version   integer NOT NULL,
    from_day  date NOT NULL,
    rules     jsonb NOT NULL,
    reason    text NOT NULL,
    saved_at  timestamptz NOT NULL,
    saved_by  uuid,
    PRIMARY KEY (tenant_id, version)
);

-- A score is kept with the facts that it was computed from. One that was carried over, because no fact had changed, has
-- both on the day `same_as`.
ALTER TABLE health_scores ALTER COLUMN detail DROP NOT NULL;
ALTER TABLE health_scores ADD COLUMN facts jsonb;
ALTER TABLE health_scores ADD COLUMN same_as date;
ALTER TABLE health_scores ADD CHECK ((detail IS NULL) <> (same_as IS NULL));

-- The latest score's rules and the day of its detail; and until when it can be carried over: before the day
-- `stale_from`, as long as `basis`, what is the same for all partners, doesn't change. Without these it can't be.
ALTER TABLE partner_health ADD COLUMN rules_version integer;
ALTER TABLE partner_health ADD COLUMN detail_day date;
ALTER TABLE partner_health ADD COLUMN stale_from date;
ALTER TABLE partner_health ADD COLUMN basis text;

-- A mark for each partner in each transaction that changed a fact of its health. Rows are only added and removed, never
-- changed, so that nobody waits for anybody.
CREATE TABLE health_marks (
    tenant_id  bigint NOT NULL,
    id         uuid NOT NULL DEFAULT gen_random_uuid(),
    partner_id uuid NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- What a partner was billed month by month.
CREATE INDEX partner_months_by_partner ON partner_months (tenant_id, partner_id, month) INCLUDE (billed);

GRANT SELECT, INSERT, UPDATE, DELETE ON health_rules, health_marks TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['health_rules', 'health_marks'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
