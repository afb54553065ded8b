-- Partner health: every score with what it was computed from.

CREATE TABLE health_scores (
    tenant_id     bigint NOT NULL,
    partner_id    uuid NOT NULL,
    day           date NOT NULL,
    score         double precision,
    coverage      double precision NOT NULL,
    rules_version integer NOT NULL,
    detail        jsonb NOT NULL,
    PRIMARY KEY (tenant_id, partner_id, day),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);

-- The latest score of each partner beside the one before: what a portfolio shows.
CREATE TABLE partner_health (
    tenant_id      bigint NOT NULL,
    partner_id     uuid NOT NULL,
    day            date NOT NULL,
    score          double precision,
    coverage       double precision NOT NULL,
    previous_score double precision,
    PRIMARY KEY (tenant_id, partner_id),
    FOREIGN KEY (tenant_id, partner_id) REFERENCES partners (tenant_id, id)
);
