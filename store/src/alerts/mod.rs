//! Alerts: raised once for each cause, noticed again, acknowledged, settled; with what has happened to each.

mod list;
mod notifications;
mod settings;
mod watch;

pub use notifications::{Letterful, NewNotification};
pub use watch::{HeldBand, ScoredPartner};

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::health::alert::{Alert, AlertKind, AlertState, Severity, Signal};
use domain::view::AlertStep;
use domain::{AlertId, PartnerId, UserId};
use sqlx::types::Json;
use uuid::Uuid;

/// The latest alert of a cause.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownAlert {
    /// Its id.
    pub id: AlertId,
    /// About whom.
    pub partner: Option<PartnerId>,
    /// The signal's key with the partner before it.
    pub cause: String,
    /// What was noticed last.
    pub signal: Signal,
    /// How it stands.
    pub alert: Alert,
}

#[derive(sqlx::FromRow)]
struct Known {
    id: AlertId,
    partner_id: Option<PartnerId>,
    cause: String,
    signal: Json<Signal>,
    severity: Severity,
    state: AlertState,
    raised_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
    escalated: i32,
}

impl From<Known> for KnownAlert {
    fn from(row: Known) -> Self {
        let escalated = row.escalated.unsigned_abs();
        let Known { severity, state, raised_at, settled_at, .. } = row;
        let alert = Alert { severity, state, raised_at, settled_at, escalated };
        Self { id: row.id, partner: row.partner_id, cause: row.cause, signal: row.signal.0, alert }
    }
}

macro_rules! known {
    ($tail:literal) => {
        concat!(
            "SELECT a.id, a.partner_id, a.cause, a.signal, a.severity, a.state, a.raised_at, a.settled_at, a.escalated
             FROM alerts a WHERE a.tenant_id = $1 ",
            $tail
        )
    };
}

/// An alert that is raised.
#[derive(Clone, Debug)]
pub struct NewAlert {
    /// Its id.
    pub id: AlertId,
    /// About whom.
    pub partner: Option<PartnerId>,
    /// The signal's key with the partner before it.
    pub cause: String,
    /// What was noticed.
    pub signal: Signal,
    /// How urgent it is.
    pub severity: Severity,
    /// When.
    pub at: DateTime<Utc>,
    /// Until when somebody should acknowledge it.
    pub acknowledge_by: Option<DateTime<Utc>>,
}

/// Something that has happened to an alert.
#[derive(Clone, Debug)]
pub struct AlertEntry {
    /// Its id.
    pub id: Uuid,
    /// The alert.
    pub alert: AlertId,
    /// When.
    pub at: DateTime<Utc>,
    /// What.
    pub step: AlertStep,
    /// Who did it.
    pub by: Option<UserId>,
    /// In words.
    pub words: String,
}

impl Tx {
    /// Raises alerts. One whose cause has a live alert already is left out: it was raised by somebody else just now.
    pub async fn raise_alerts(&mut self, alerts: &[NewAlert]) -> Result<Vec<AlertId>, Fault> {
        let (open, tenant) = (AlertState::Open, self.tenant);
        Ok(insert_rows!(self,
            "INSERT INTO alerts (tenant_id, state, escalated, id, partner_id, cause, kind, severity, weight, signal,
                raised_at, noticed_at, acknowledge_by)",
            shared [tenant, open, 0], own 10, alerts, |query, new| query
                .bind(new.id)
                .bind(new.partner)
                .bind(&new.cause)
                .bind(new.signal.kind())
                .bind(new.severity)
                .bind(weight(new.severity))
                .bind(Json(&new.signal))
                .bind(new.at)
                .bind(new.at)
                .bind(new.acknowledge_by),
            "ON CONFLICT (tenant_id, cause) WHERE settled_at IS NULL DO NOTHING RETURNING id",
            returning AlertId))
    }

    /// Notes what has happened to alerts.
    pub async fn note_alerts(&mut self, entries: &[AlertEntry]) -> Result<(), Fault> {
        let tenant = self.tenant;
        let _ = insert_rows!(self,
            "INSERT INTO alert_history (tenant_id, alert_id, id, at, step, user_id, words)",
            shared [tenant], own 6, entries, |query, entry| query
                .bind(entry.alert)
                .bind(entry.id)
                .bind(entry.at)
                .bind(entry.step)
                .bind(entry.by)
                .bind(&entry.words),
            "");
        Ok(())
    }

    /// The alerts of the partners in `after < id ≤ upto` that are live, or were settled since: of each cause the latest.
    pub async fn known_alerts(
        &mut self,
        after: PartnerId,
        upto: PartnerId,
        since: DateTime<Utc>,
    ) -> Result<Vec<KnownAlert>, Fault> {
        const SQL: &str = known!(
            "AND a.partner_id > $2 AND a.partner_id <= $3 AND (a.settled_at IS NULL OR a.settled_at >= $4)
             AND NOT EXISTS (SELECT 1 FROM alerts n
                WHERE n.tenant_id = a.tenant_id AND n.cause = a.cause AND n.raised_at > a.raised_at)
             ORDER BY a.partner_id, a.cause"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, Known>(SQL)
            .bind(self.tenant)
            .bind(after)
            .bind(upto)
            .bind(since)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(KnownAlert::from).collect())
    }

    /// The latest alert of a cause.
    pub async fn latest_alert(&mut self, cause: &str) -> Result<Option<KnownAlert>, Fault> {
        const SQL: &str = known!("AND a.cause = $2 ORDER BY a.raised_at DESC, a.id DESC LIMIT 1");
        let row = on!(self, conn => sqlx::query_as::<Db, Known>(SQL)
            .bind(self.tenant)
            .bind(cause)
            .fetch_optional(conn).await?);
        Ok(row.map(KnownAlert::from))
    }

    /// Open alerts that should have been acknowledged by now, the longest waiting first.
    pub async fn late_alerts(&mut self, now: DateTime<Utc>) -> Result<Vec<KnownAlert>, Fault> {
        const SQL: &str = known!("AND a.acknowledge_by <= $2 AND a.state = 'open' ORDER BY a.acknowledge_by, a.id");
        let rows = on!(self, conn => sqlx::query_as::<Db, Known>(SQL)
            .bind(self.tenant)
            .bind(now)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(KnownAlert::from).collect())
    }

    /// Live alerts of a kind, by cause.
    pub async fn live_alerts_of(&mut self, kind: AlertKind) -> Result<Vec<KnownAlert>, Fault> {
        const SQL: &str = known!("AND a.kind = $2 AND a.settled_at IS NULL ORDER BY a.cause");
        let rows = on!(self, conn => sqlx::query_as::<Db, Known>(SQL)
            .bind(self.tenant)
            .bind(kind)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(KnownAlert::from).collect())
    }

    /// Notes that live alerts were noticed again, each with its figures of now.
    pub async fn notice_alerts_again(&mut self, alerts: &[(AlertId, Signal)], at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "UPDATE alerts SET signal = $3, noticed_at = $4 WHERE tenant_id = $1 AND id = $2";
        for (id, signal) in alerts {
            on!(self, conn => sqlx::query::<Db>(SQL)
                .bind(self.tenant)
                .bind(id)
                .bind(Json(signal))
                .bind(at)
                .execute(conn).await?.rows_affected());
        }
        Ok(())
    }

    /// A live alert got more urgent: it is open again, and its deadline begins anew.
    pub async fn worsen_alert(
        &mut self,
        id: AlertId,
        signal: &Signal,
        (severity, acknowledge_by): (Severity, Option<DateTime<Utc>>),
        at: DateTime<Utc>,
    ) -> Result<(), Fault> {
        const SQL: &str = "
            UPDATE alerts SET signal = $3, severity = $4, weight = $5, acknowledge_by = $6, raised_at = $7,
                noticed_at = $7, state = 'open', escalated = 0, taken_by = NULL, taken_at = NULL
            WHERE tenant_id = $1 AND id = $2 AND settled_at IS NULL";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(Json(signal))
            .bind(severity)
            .bind(weight(severity))
            .bind(acknowledge_by)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }

    /// Brings an alert from one state to another; says whether it was in the first.
    pub async fn move_alert(
        &mut self,
        id: AlertId,
        (from, to): (AlertState, AlertState),
        (by, reason): (Option<UserId>, Option<&str>),
        at: DateTime<Utc>,
    ) -> Result<bool, Fault> {
        const TAKE: &str = "
            UPDATE alerts SET state = $4, taken_by = $5, taken_at = $6, reason = $7, acknowledge_by = NULL
            WHERE tenant_id = $1 AND id = $2 AND state = $3";
        const SETTLE: &str = "
            UPDATE alerts SET state = $4, settled_by = $5, settled_at = $6, reason = $7, acknowledge_by = NULL
            WHERE tenant_id = $1 AND id = $2 AND state = $3";
        let sql = if to.is_live() { TAKE } else { SETTLE };
        let moved = on!(self, conn => sqlx::query::<Db>(sql)
            .bind(self.tenant)
            .bind(id)
            .bind(from)
            .bind(to)
            .bind(by)
            .bind(at)
            .bind(reason)
            .execute(conn).await?
            .rows_affected());
        Ok(moved == 1)
    }

    /// Notes that so many escalation steps of an open alert were taken. Says whether it was open with fewer.
    pub async fn escalate_alert(&mut self, id: AlertId, steps: u32) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE alerts SET escalated = $3
            WHERE tenant_id = $1 AND id = $2 AND state = 'open' AND escalated < $3";
        let steps = i32::try_from(steps).unwrap_or(i32::MAX);
        let escalated = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(steps)
            .execute(conn).await?
            .rows_affected());
        Ok(escalated == 1)
    }
}

/// Sorts alerts by how urgent they are.
fn weight(severity: Severity) -> i32 {
    match severity {
        Severity::Info => 0,
        Severity::Low => 1,
        Severity::Medium => 2,
        Severity::High => 3,
        Severity::Critical => 4,
    }
}
