-- Work that runs by itself: runs made of steps, every try of a step, and when a workflow is due.

-- One run for each workflow and period; `again` counts those of it that were cancelled before. `stage` is the one whose steps may run now, `open_steps` how many of them
-- aren't finished: the step that brings it to nothing opens the next stage.
CREATE TABLE work_runs (
    tenant_id   INTEGER NOT NULL REFERENCES tenants (id),
    id          BLOB NOT NULL,
    workflow    TEXT NOT NULL,
    period      TEXT NOT NULL,
    again       INTEGER NOT NULL,
    state       TEXT NOT NULL,
    stage       INTEGER NOT NULL,
    open_steps  INTEGER NOT NULL,
    started_by  BLOB,
    reason      TEXT,
    started_at  TEXT NOT NULL,
    finished_at TEXT,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, workflow, period, again)
) STRICT, WITHOUT ROWID;

CREATE INDEX work_runs_state ON work_runs (tenant_id, state);
CREATE INDEX work_runs_begun ON work_runs (tenant_id, started_at);

-- `due_at` is when a worker should look at the step: when it may run (again), or when its worker's lease ends.
-- Nothing is due while it is null. The fence rises with every worker that takes the step up.
CREATE TABLE work_steps (
    tenant_id   INTEGER NOT NULL,
    run_id      BLOB NOT NULL,
    stage       INTEGER NOT NULL,
    name        TEXT NOT NULL,
    state       TEXT NOT NULL,
    input       TEXT NOT NULL,
    output      TEXT,
    error       TEXT,
    waits_for   TEXT,
    tries       INTEGER NOT NULL,
    fence       INTEGER NOT NULL,
    due_at      TEXT,
    started_at  TEXT,
    finished_at TEXT,
    PRIMARY KEY (tenant_id, run_id, stage, name),
    FOREIGN KEY (tenant_id, run_id) REFERENCES work_runs (tenant_id, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX work_steps_due ON work_steps (tenant_id, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX work_steps_waiting ON work_steps (tenant_id, waits_for) WHERE waits_for IS NOT NULL;

CREATE TABLE work_attempts (
    tenant_id   INTEGER NOT NULL,
    run_id      BLOB NOT NULL,
    stage       INTEGER NOT NULL,
    name        TEXT NOT NULL,
    fence       INTEGER NOT NULL,
    worker      TEXT NOT NULL,
    started_at  TEXT NOT NULL,
    finished_at TEXT,
    outcome     TEXT,
    error       TEXT,
    PRIMARY KEY (tenant_id, run_id, stage, name, fence),
    FOREIGN KEY (tenant_id, run_id, stage, name) REFERENCES work_steps (tenant_id, run_id, stage, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE work_schedules (
    tenant_id INTEGER NOT NULL REFERENCES tenants (id),
    workflow  TEXT NOT NULL,
    every     TEXT NOT NULL,
    paused    INTEGER NOT NULL,
    next_at   TEXT,
    PRIMARY KEY (tenant_id, workflow)
) STRICT, WITHOUT ROWID;

-- When a worker should next look at an operator's work, so that it needn't ask each of them. Never later than the
-- earliest step or schedule that is due. Holds no operator's data, and is read across operators.
CREATE TABLE work_due (
    tenant_id INTEGER NOT NULL PRIMARY KEY REFERENCES tenants (id),
    due_at    TEXT
) STRICT, WITHOUT ROWID;
