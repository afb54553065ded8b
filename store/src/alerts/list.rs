//! Alerts as people see them: lists, counts, one with its history.

use super::weight;
use crate::sight::seen;
use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::health::alert::{AlertKind, AlertState, Severity, Signal, Taken};
use domain::view::{AlertCount, AlertHistoryRow, AlertQuery, AlertRow, PartnerRef};
use domain::{AlertId, PartnerId, UserId};
use sqlx::types::Json;

#[derive(sqlx::FromRow)]
struct Row {
    id: AlertId,
    partner_id: Option<PartnerId>,
    partner_code: Option<String>,
    partner_name: Option<String>,
    signal: Json<Signal>,
    severity: Severity,
    state: AlertState,
    raised_at: DateTime<Utc>,
    noticed_at: DateTime<Utc>,
    acknowledge_by: Option<DateTime<Utc>>,
    escalated: i32,
    taken_by: Option<String>,
    taken_at: Option<DateTime<Utc>>,
    settled_at: Option<DateTime<Utc>>,
    settled_by: Option<String>,
    reason: Option<String>,
}

impl From<Row> for AlertRow {
    fn from(row: Row) -> Self {
        let partner = match (row.partner_id, row.partner_code, row.partner_name) {
            (Some(id), Some(code), Some(name)) => Some(PartnerRef { id, code, name }),
            _ => None,
        };
        Self {
            id: row.id,
            partner,
            signal: row.signal.0,
            severity: row.severity,
            state: row.state,
            raised_at: row.raised_at,
            noticed_at: row.noticed_at,
            acknowledge_by: row.acknowledge_by,
            escalated: row.escalated.unsigned_abs(),
            taken: row.taken_by.zip(row.taken_at),
            settled_at: row.settled_at,
            settled_by: row.settled_by,
            reason: row.reason,
        }
    }
}

macro_rules! rows {
    ($tail:expr) => {
        concat!(
            "SELECT a.id, a.partner_id, p.code AS partner_code, p.name AS partner_name, a.signal, a.severity, a.state,
                a.raised_at, a.noticed_at, a.acknowledge_by, a.escalated, t.name AS taken_by, a.taken_at,
                a.settled_at, s.name AS settled_by, a.reason
             FROM alerts a
             LEFT JOIN partners p ON p.tenant_id = a.tenant_id AND p.id = a.partner_id
             LEFT JOIN users t ON t.tenant_id = a.tenant_id AND t.id = a.taken_by
             LEFT JOIN users s ON s.tenant_id = a.tenant_id AND s.id = a.settled_by
             WHERE a.tenant_id = $1 ",
            $tail
        )
    };
}

/// What a query asks for, of what is seen; the partner, and whose partners, are compared only where they are given.
macro_rules! asked {
    () => {
        concat!(
            "AND ($2 = '' OR a.kind = $2) AND a.weight >= $3 AND ($4 IS NULL OR a.partner_id = $4)
             AND ((a.settled_at IS NULL) = $5) AND ($6 = '' OR a.state = $6) AND ",
            seen!("a.partner_id", "$7", "$8"),
            " AND ",
            seen!("a.partner_id", "$9", "$10")
        )
    };
}

impl Tx {
    /// A page of alerts, the most urgent first, of those the newest; and how many fit in all. With somebody and a day,
    /// those about the partners that they look after on it.
    pub async fn alerts(
        &mut self,
        query: &AlertQuery,
        of: Option<(UserId, NaiveDate)>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<AlertRow>, i64), Fault> {
        use domain::view::Standing;
        const LIVE: &str =
            rows!(concat!(asked!(), " ORDER BY a.weight DESC, a.raised_at DESC, a.id DESC LIMIT $11 OFFSET $12"));
        const SETTLED: &str = rows!(concat!(asked!(), " ORDER BY a.settled_at DESC, a.id DESC LIMIT $11 OFFSET $12"));
        const COUNT: &str = concat!("SELECT COUNT(*) FROM alerts a WHERE a.tenant_id = $1 ", asked!());
        let (sql, live, state) = match query.standing {
            Standing::Live => (LIVE, true, ""),
            Standing::Open => (LIVE, true, "open"),
            Standing::Acknowledged => (LIVE, true, "acknowledged"),
            Standing::Settled => (SETTLED, false, ""),
        };
        let kind = query.kind.map_or("", AlertKind::code);
        let least = weight(query.at_least);
        let (whose, on) = of.unzip();
        Ok(on!(self, conn => {
            let rows = sqlx::query_as::<Db, Row>(sql)
                .bind(self.tenant).bind(kind).bind(least).bind(query.partner).bind(live).bind(state)
                .bind(whose).bind(on).bind(self.seer).bind(self.seen_on).bind(limit).bind(offset)
                .fetch_all(&mut *conn).await?;
            let found = sqlx::query_scalar::<Db, i64>(COUNT)
                .bind(self.tenant).bind(kind).bind(least).bind(query.partner).bind(live).bind(state)
                .bind(whose).bind(on).bind(self.seer).bind(self.seen_on)
                .fetch_one(conn).await?;
            (rows.into_iter().map(AlertRow::from).collect(), found)
        }))
    }

    /// Alerts about a partner that were raised between two instants, the most urgent first, of those the newest.
    pub async fn alerts_raised(
        &mut self,
        partner: PartnerId,
        (from, upto): (DateTime<Utc>, DateTime<Utc>),
        limit: i64,
    ) -> Result<Vec<AlertRow>, Fault> {
        const SQL: &str = rows!(
            "AND a.partner_id = $2 AND a.raised_at >= $3 AND a.raised_at < $4
             ORDER BY a.weight DESC, a.raised_at DESC, a.id DESC LIMIT $5"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(from)
            .bind(upto)
            .bind(limit)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(AlertRow::from).collect())
    }

    /// When alerts about partners that were raised since an instant were taken up or settled by somebody; by partner.
    pub async fn alerts_taken(&mut self, since: DateTime<Utc>) -> Result<Vec<(PartnerId, Taken)>, Fault> {
        type Row = (PartnerId, Severity, DateTime<Utc>, Option<DateTime<Utc>>, bool);
        const SQL: &str = "
            SELECT partner_id, severity, raised_at,
                COALESCE(taken_at, CASE WHEN settled_by IS NOT NULL THEN settled_at END), settled_at IS NULL
            FROM alerts WHERE tenant_id = $1 AND partner_id IS NOT NULL AND raised_at >= $2 ORDER BY partner_id, id";
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(since)
            .fetch_all(conn).await?);
        let taken = |(partner, severity, raised_at, taken_at, is_live): Row| {
            (partner, Taken { severity, raised_at, taken_at, is_live })
        };
        Ok(rows.into_iter().map(taken).collect())
    }

    /// Live alerts by severity, the most urgent first; with somebody and a day, those about the partners that they look
    /// after on it.
    pub async fn alert_counts(&mut self, of: Option<(UserId, NaiveDate)>) -> Result<Vec<AlertCount>, Fault> {
        const SQL: &str = concat!(
            "SELECT severity,
                CAST(SUM(CASE WHEN state = 'open' THEN 1 ELSE 0 END) AS BIGINT) AS open,
                CAST(SUM(CASE WHEN state = 'acknowledged' THEN 1 ELSE 0 END) AS BIGINT) AS acknowledged
            FROM alerts a
            WHERE tenant_id = $1 AND settled_at IS NULL AND ",
            seen!("partner_id", "$2", "$3"),
            " AND ",
            seen!("partner_id", "$4", "$5"),
            " GROUP BY severity, weight ORDER BY weight DESC"
        );
        let (whose, on) = of.unzip();
        Ok(on!(self, conn => sqlx::query_as::<Db, AlertCount>(SQL)
            .bind(self.tenant)
            .bind(whose)
            .bind(on)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?))
    }

    /// One alert.
    pub async fn alert(&mut self, id: AlertId) -> Result<Option<AlertRow>, Fault> {
        const SQL: &str = rows!(concat!("AND a.id = $2 AND ", seen!("a.partner_id", "$3", "$4")));
        let row = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_optional(conn).await?);
        Ok(row.map(AlertRow::from))
    }

    /// The newest of all that has happened to alerts lately: it changes whenever something does. Whoever sees some
    /// partners is asked for often, so no further back is looked than a hundred steps.
    pub async fn newest_alert_step(&mut self) -> Result<Option<uuid::Uuid>, Fault> {
        const SQL: &str = concat!(
            "SELECT h.id FROM (
                SELECT id, alert_id FROM alert_history WHERE tenant_id = $1 ORDER BY id DESC LIMIT 100) h
             JOIN alerts a ON a.tenant_id = $1 AND a.id = h.alert_id
             WHERE ",
            seen!("a.partner_id", "$2", "$3"),
            " ORDER BY h.id DESC LIMIT 1"
        );
        Ok(on!(self, conn => sqlx::query_scalar::<Db, uuid::Uuid>(SQL)
            .bind(self.tenant)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_optional(conn).await?))
    }

    /// What has happened to an alert, oldest first.
    pub async fn alert_history(&mut self, id: AlertId) -> Result<Vec<AlertHistoryRow>, Fault> {
        const SQL: &str = "
            SELECT h.at, h.step, u.name AS \"by\", h.words
            FROM alert_history h
            LEFT JOIN users u ON u.tenant_id = h.tenant_id AND u.id = h.user_id
            WHERE h.tenant_id = $1 AND h.alert_id = $2 ORDER BY h.id";
        Ok(on!(self, conn => sqlx::query_as::<Db, AlertHistoryRow>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_all(conn).await?))
    }
}
