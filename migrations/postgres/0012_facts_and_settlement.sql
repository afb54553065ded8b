-- What whole statements are settled from, and what they leave for later.

-- Facts beside the bills: what was activated, installed, used or sold, and the parts that a bill consists of. In the
-- order that a commission run reads them. `code` is the operator's own id of the invoice or event.
CREATE TABLE facts (
    tenant_id       bigint NOT NULL,
    month           integer NOT NULL,
    partner_id      uuid NOT NULL,
    code            text NOT NULL,
    kind            text NOT NULL,
    customer_id     uuid,
    amount          bigint NOT NULL,
    cost            bigint,
    deductions      bigint,
    collected       bigint,
    quantity        bigint NOT NULL,
    product         text,
    territory       text,
    contract_months integer,
    new_customer    boolean,
    service_month   integer,
    day             date,
    source          text NOT NULL,
    PRIMARY KEY (tenant_id, month, partner_id, code),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id),
    FOREIGN KEY (tenant_id, customer_id) REFERENCES customers (tenant_id, id)
);

-- First stage of a run: what each partner's facts add to a volume that is counted over its group.
CREATE TABLE run_volumes (
    tenant_id     bigint NOT NULL,
    month         integer NOT NULL,
    version       integer NOT NULL,
    partner_id    uuid NOT NULL,
    plan_id       uuid NOT NULL,
    rule          smallint NOT NULL,
    volume_before bigint NOT NULL,
    volume        bigint NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, plan_id, rule)
);

-- Second stage: what partners get of the sales of others. Whose sales they are is `from_partner_id`.
CREATE TABLE run_shares (
    tenant_id       bigint NOT NULL,
    month           integer NOT NULL,
    version         integer NOT NULL,
    partner_id      uuid NOT NULL,
    from_partner_id uuid NOT NULL,
    position        integer NOT NULL,
    kind            text NOT NULL,
    origin          text NOT NULL,
    rule            smallint NOT NULL,
    part            smallint NOT NULL,
    customer_id     uuid,
    fact            text,
    base            bigint NOT NULL,
    rate            bigint NOT NULL,
    amount          bigint NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, from_partner_id, position)
);

-- The lines of a statement that is more than a rate of billed revenue, in the order of evaluation. Plain statements
-- have theirs in commission_lines. `fact` is the code of a fact, or nothing where it is the customer's bill.
CREATE TABLE statement_items (
    tenant_id       bigint NOT NULL,
    month           integer NOT NULL,
    version         integer NOT NULL,
    partner_id      uuid NOT NULL,
    position        integer NOT NULL,
    kind            text NOT NULL,
    origin          text NOT NULL,
    rule            smallint NOT NULL,
    part            smallint NOT NULL,
    from_partner_id uuid,
    customer_id     uuid,
    fact            text,
    base            bigint NOT NULL,
    rate            bigint NOT NULL,
    amount          bigint NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, position)
);

-- What a statement leaves for later months: a draw that is owed, what is carried forward, holdbacks and instalments
-- with the month they are due in.
CREATE TABLE carried (
    tenant_id   bigint NOT NULL,
    month       integer NOT NULL,
    version     integer NOT NULL,
    partner_id  uuid NOT NULL,
    position    integer NOT NULL,
    kind        text NOT NULL,
    due         integer,
    amount      bigint NOT NULL,
    customer_id uuid,
    rule        text NOT NULL,
    fact        text NOT NULL,
    PRIMARY KEY (tenant_id, month, version, partner_id, position)
);

ALTER TABLE runs ADD COLUMN volumes_upto uuid;
ALTER TABLE runs ADD COLUMN shares_upto uuid;

-- A partner may have a statement without a plan: it gets a share of what others sell. `forwarded` is what of the sum of
-- the lines came from the month before, less what goes to the month after: it is owed, but not by this month.
ALTER TABLE statements ALTER COLUMN plan_id DROP NOT NULL;
ALTER TABLE statements ALTER COLUMN plan_version DROP NOT NULL;
ALTER TABLE statements ADD COLUMN forwarded bigint NOT NULL DEFAULT 0;
ALTER TABLE statements ALTER COLUMN forwarded DROP DEFAULT;

GRANT SELECT, INSERT, UPDATE, DELETE ON facts, run_volumes, run_shares, statement_items, carried TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['facts', 'run_volumes', 'run_shares', 'statement_items', 'carried'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
