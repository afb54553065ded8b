//! Interventions as people see them.

use crate::sight::seen;
use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::health::HealthScore;
use domain::health::intervention::{InterventionKind, InterventionState, Measured, PlayStep, SuccessMetric};
use domain::view::{CalendarStep, Effort, InterventionRow, InterventionStep, PartnerRef};
use domain::{InterventionId, PartnerId, UserId};
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct Row {
    id: InterventionId,
    partner_id: PartnerId,
    code: String,
    name: String,
    kind: InterventionKind,
    state: InterventionState,
    owner_id: UserId,
    owner: String,
    begins_on: NaiveDate,
    begun_on: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
    steps: i64,
    steps_done: i64,
    next_due: Option<NaiveDate>,
    minutes: i64,
}

impl From<Row> for InterventionRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            partner: PartnerRef { id: row.partner_id, code: row.code, name: row.name },
            kind: row.kind,
            state: row.state,
            owner: (row.owner_id, row.owner),
            begins_on: row.begins_on,
            begun_on: row.begun_on,
            ended_on: row.ended_on,
            steps: row.steps,
            steps_done: row.steps_done,
            next_due: row.next_due,
            minutes: row.minutes,
        }
    }
}

macro_rules! rows {
    ($tail:expr) => {
        concat!(
            "SELECT i.id, i.partner_id, p.code, p.name, i.kind, i.state, i.owner_id, u.name AS owner, i.begins_on,
                i.begun_on, i.ended_on,
                (SELECT COUNT(*) FROM intervention_steps s
                    WHERE s.tenant_id = i.tenant_id AND s.intervention_id = i.id) AS steps,
                (SELECT COUNT(s.done_at) FROM intervention_steps s
                    WHERE s.tenant_id = i.tenant_id AND s.intervention_id = i.id) AS steps_done,
                (SELECT MIN(s.due_on) FROM intervention_steps s
                    WHERE s.tenant_id = i.tenant_id AND s.intervention_id = i.id AND s.done_at IS NULL
                        AND i.ended_on IS NULL) AS next_due,
                (SELECT CAST(COALESCE(SUM(e.minutes), 0) AS BIGINT) FROM intervention_efforts e
                    WHERE e.tenant_id = i.tenant_id AND e.intervention_id = i.id) AS minutes
             FROM interventions i
             JOIN partners p ON p.tenant_id = i.tenant_id AND p.id = i.partner_id
             JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.owner_id
             WHERE i.tenant_id = $1 ",
            $tail
        )
    };
}

/// What isn't in a row of the list.
#[derive(Clone, Debug, PartialEq, sqlx::FromRow)]
pub struct StoredIntervention {
    /// Why it was planned.
    pub reason: String,
    /// What it should move.
    #[sqlx(json)]
    pub goal: SuccessMetric,
    /// What came of it.
    pub outcome: Option<String>,
    /// The partner's score when it began.
    #[sqlx(json(nullable))]
    pub baseline: Option<HealthScore>,
    /// The version of its playbook; 0 is the product's own.
    pub playbook: i32,
    /// Who has planned it.
    pub planner: String,
    /// When.
    pub planned_at: DateTime<Utc>,
    /// The day of the scores that it was measured by last.
    pub measured_on: Option<NaiveDate>,
    /// What it has brought.
    #[sqlx(json(nullable))]
    pub measured: Option<Measured>,
}

/// A step that is due, of which somebody is to be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, sqlx::FromRow)]
pub struct DueStep {
    /// Of which intervention.
    pub intervention_id: InterventionId,
    /// Its place, from 1.
    pub position: i32,
}

#[derive(sqlx::FromRow)]
struct StepRow {
    position: i32,
    step: Json<PlayStep>,
    due_on: NaiveDate,
    doer: Option<String>,
    done_at: Option<DateTime<Utc>>,
    left_out: bool,
    note: Option<String>,
}

impl From<StepRow> for InterventionStep {
    fn from(row: StepRow) -> Self {
        Self {
            position: row.position,
            step: row.step.0,
            due_on: row.due_on,
            done: row.doer.zip(row.done_at),
            left_out: row.left_out,
            note: row.note,
        }
    }
}

#[derive(sqlx::FromRow)]
struct DueRow {
    intervention: InterventionId,
    partner_id: PartnerId,
    code: String,
    name: String,
    kind: InterventionKind,
    #[sqlx(flatten)]
    step: StepRow,
}

impl From<DueRow> for CalendarStep {
    fn from(row: DueRow) -> Self {
        Self {
            intervention: row.intervention,
            partner: PartnerRef { id: row.partner_id, code: row.code, name: row.name },
            kind: row.kind,
            step: row.step.into(),
        }
    }
}

impl Tx {
    /// Interventions that are planned or under way, and those that ended since a day; of one partner, of one kind, or
    /// of one owner if they are named. The longest waiting first.
    pub async fn interventions(
        &mut self,
        ended_since: NaiveDate,
        (partner, kind, owner): (Option<PartnerId>, Option<InterventionKind>, Option<UserId>),
        limit: i64,
    ) -> Result<Vec<InterventionRow>, Fault> {
        const SQL: &str = rows!(concat!(
            "AND (i.ended_on IS NULL OR i.ended_on >= $2) AND ($3 IS NULL OR i.partner_id = $3)
             AND ($4 IS NULL OR i.kind = $4) AND ($5 IS NULL OR i.owner_id = $5) AND ",
            seen!("i.partner_id", "$7", "$8"),
            " ORDER BY i.begins_on, i.id LIMIT $6"
        ));
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(ended_since)
            .bind(partner)
            .bind(kind)
            .bind(owner)
            .bind(limit)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(InterventionRow::from).collect())
    }

    /// One intervention.
    pub async fn intervention(
        &mut self,
        id: InterventionId,
    ) -> Result<Option<(InterventionRow, StoredIntervention)>, Fault> {
        const ROW: &str = rows!(concat!("AND i.id = $2 AND ", seen!("i.partner_id", "$3", "$4")));
        const MORE: &str = "
            SELECT i.reason, i.goal, i.outcome, i.baseline, i.playbook, u.name AS planner, i.planned_at, i.measured_on,
                i.measured
            FROM interventions i JOIN users u ON u.tenant_id = i.tenant_id AND u.id = i.planned_by
            WHERE i.tenant_id = $1 AND i.id = $2";
        on!(self, conn => {
            let row = sqlx::query_as::<Db, Row>(ROW)
                .bind(self.tenant).bind(id).bind(self.seer).bind(self.seen_on)
                .fetch_optional(&mut *conn).await?;
            let more = sqlx::query_as::<Db, StoredIntervention>(MORE)
                .bind(self.tenant).bind(id)
                .fetch_optional(conn).await?;
            Ok(row.map(InterventionRow::from).zip(more))
        })
    }

    /// The steps of an intervention, in order.
    pub async fn intervention_steps(&mut self, id: InterventionId) -> Result<Vec<InterventionStep>, Fault> {
        const SQL: &str = "
            SELECT s.position, s.step, s.due_on, u.name AS doer, s.done_at, s.left_out, s.note
            FROM intervention_steps s
            LEFT JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.done_by
            WHERE s.tenant_id = $1 AND s.intervention_id = $2 ORDER BY s.position";
        let rows = on!(self, conn => sqlx::query_as::<Db, StepRow>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(InterventionStep::from).collect())
    }

    /// Time that was spent on an intervention, newest first.
    pub async fn efforts(&mut self, id: InterventionId) -> Result<Vec<Effort>, Fault> {
        const SQL: &str = "
            SELECT e.at, e.minutes, u.name AS \"by\", e.words FROM intervention_efforts e
            JOIN users u ON u.tenant_id = e.tenant_id AND u.id = e.user_id
            WHERE e.tenant_id = $1 AND e.intervention_id = $2 ORDER BY e.id DESC";
        Ok(on!(self, conn => sqlx::query_as::<Db, Effort>(SQL).bind(self.tenant).bind(id).fetch_all(conn).await?))
    }

    /// Steps that are due from one day to another, of interventions that haven't ended, by day.
    pub async fn steps_between(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Vec<CalendarStep>, Fault> {
        const SQL: &str = concat!(
            "SELECT i.id AS intervention, i.partner_id, p.code, p.name, i.kind, s.position, s.step, s.due_on,
                u.name AS doer, s.done_at, s.left_out, s.note
            FROM intervention_steps s
            JOIN interventions i ON i.tenant_id = s.tenant_id AND i.id = s.intervention_id
            JOIN partners p ON p.tenant_id = i.tenant_id AND p.id = i.partner_id
            LEFT JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.done_by
            WHERE s.tenant_id = $1 AND s.due_on BETWEEN $2 AND $3 AND i.ended_on IS NULL
                AND ",
            seen!("i.partner_id", "$4", "$5"),
            " ORDER BY s.due_on, p.code, s.position"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, DueRow>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(to)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(CalendarStep::from).collect())
    }

    /// Steps under way that are due by a day and nobody was told of; from now on somebody was.
    pub async fn take_due_steps(&mut self, day: NaiveDate, at: DateTime<Utc>) -> Result<Vec<DueStep>, Fault> {
        const SQL: &str = "
            UPDATE intervention_steps SET reminded_at = $3
            WHERE tenant_id = $1 AND due_on <= $2 AND done_at IS NULL AND reminded_at IS NULL AND EXISTS (
                SELECT 1 FROM interventions i
                WHERE i.tenant_id = $1 AND i.id = intervention_steps.intervention_id AND i.state = 'in_progress')
            RETURNING intervention_id, position";
        let mut rows = on!(self, conn => sqlx::query_as::<Db, DueStep>(SQL)
            .bind(self.tenant)
            .bind(day)
            .bind(at)
            .fetch_all(conn).await?);
        rows.sort_unstable();
        Ok(rows)
    }
}
