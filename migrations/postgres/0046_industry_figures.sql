-- What the industry reaches, as the operator has found it, each with its source. There is none until somebody enters one.
-- Tier and type are '' where a figure is about all.
CREATE TABLE industry_figures (
    tenant_id bigint NOT NULL,
    measure   text NOT NULL,
    tier      text NOT NULL,
    kind      text NOT NULL,
    low       double precision NOT NULL,
    median    double precision NOT NULL,
    high      double precision NOT NULL,
    source    text NOT NULL,
    year      integer NOT NULL,
    saved_at  timestamptz NOT NULL,
    saved_by  uuid NOT NULL,
    PRIMARY KEY (tenant_id, measure, tier, kind),
    FOREIGN KEY (tenant_id, saved_by) REFERENCES users (tenant_id, id)
);

GRANT SELECT, INSERT, UPDATE, DELETE ON industry_figures TO tributary_app;

ALTER TABLE industry_figures ENABLE ROW LEVEL SECURITY;
ALTER TABLE industry_figures FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON industry_figures USING (tenant_id = (SELECT current_setting('app.tenant')::bigint))
    WITH CHECK (tenant_id = (SELECT current_setting('app.tenant')::bigint));
