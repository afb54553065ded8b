-- Work that runs by itself: runs made of steps, every try of a step, and when a workflow is due.

-- One run for each workflow and period; `again` counts those of it that were cancelled before. `stage` is the one whose steps may run now, `open_steps` how many of them
-- aren't finished: the step that brings it to nothing opens the next stage.
CREATE TABLE work_runs (
    tenant_id   bigint NOT NULL REFERENCES tenants (id),
    id          uuid NOT NULL,
    workflow    text NOT NULL,
    period      text NOT NULL,
    again       integer NOT NULL,
    state       text NOT NULL,
    stage       integer NOT NULL,
    open_steps  integer NOT NULL,
    started_by  uuid,
    reason      text,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, workflow, period, again)
);

CREATE INDEX work_runs_state ON work_runs (tenant_id, state);
CREATE INDEX work_runs_begun ON work_runs (tenant_id, started_at);

-- `due_at` is when a worker should look at the step: when it may run (again), or when its worker's lease ends.
-- Nothing is due while it is null. The fence rises with every worker that takes the step up.
CREATE TABLE work_steps (
    tenant_id   bigint NOT NULL,
    run_id      uuid NOT NULL,
    stage       integer NOT NULL,
    name        text NOT NULL,
    state       text NOT NULL,
    input       jsonb NOT NULL,
    output      jsonb,
    error       text,
    waits_for   text,
    tries       integer NOT NULL,
    fence       bigint NOT NULL,
    due_at      timestamptz,
    started_at  timestamptz,
    finished_at timestamptz,
    PRIMARY KEY (tenant_id, run_id, stage, name),
    FOREIGN KEY (tenant_id, run_id) REFERENCES work_runs (tenant_id, id)
);

CREATE INDEX work_steps_due ON work_steps (tenant_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX work_steps_waiting ON work_steps (tenant_id, waits_for) WHERE waits_for IS NOT NULL;

CREATE TABLE work_attempts (
    tenant_id   bigint NOT NULL,
    run_id      uuid NOT NULL,
    stage       integer NOT NULL,
    name        text NOT NULL,
    fence       bigint NOT NULL,
    worker      text NOT NULL,
    started_at  timestamptz NOT NULL,
    finished_at timestamptz,
    outcome     text,
    error       text,
    PRIMARY KEY (tenant_id, run_id, stage, name, fence),
    FOREIGN KEY (tenant_id, run_id, stage, name) REFERENCES work_steps (tenant_id, run_id, stage, name)
);

CREATE TABLE work_schedules (
    tenant_id bigint NOT NULL REFERENCES tenants (id),
    workflow  text NOT NULL,
    every     jsonb NOT NULL,
    paused    boolean NOT NULL,
    next_at   timestamptz,
    PRIMARY KEY (tenant_id, workflow)
);

-- When a worker should next look at an operator's work, so that it needn't ask each of them. Never later than the
-- earliest step or schedule that is due. Holds no operator's data, and is read across operators.
CREATE TABLE work_due (
    tenant_id bigint NOT NULL PRIMARY KEY REFERENCES tenants (id),
    due_at    timestamptz
);

GRANT SELECT, INSERT, UPDATE, DELETE ON work_runs, work_steps, work_attempts, work_schedules, work_due TO tributary_app;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['work_runs', 'work_steps', 'work_attempts', 'work_schedules'] LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', name);
        EXECUTE format(
            'CREATE POLICY tenant ON %I USING (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))
             WITH CHECK (tenant_id = (SELECT current_setting(''app.tenant'')::bigint))', name);
    END LOOP;
END
$$;
