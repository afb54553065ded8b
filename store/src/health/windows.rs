//! What each partner's facts come to over a window, by partner; each reads one index in its order.
//!
//! Beside what is counted stands the earliest of what is counted: the first to leave the window as days go by.

use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::health::{Answer, Scale};
use domain::{Cents, Month, PartnerId};

/// What the customers and bills of one partner come to over a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PartnerWindow {
    /// Whose.
    pub partner_id: PartnerId,
    /// Customers billed in the month the window starts from.
    pub start_customers: i64,
    /// Billed in that month.
    pub start_billed: Cents,
    /// Of those, customers not billed in the last month.
    pub lost_customers: i64,
    /// What those still billed were billed in the last month, at most what they were at the start.
    pub kept_billed: Cents,
}

/// What a partner was billed in the last six months.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BilledWindow {
    /// Whose.
    pub partner_id: PartnerId,
    /// The first month that it was ever billed in.
    pub first: Month,
    /// Billed in the month five months before the last, and so on.
    pub m5: Cents,
    /// Four months before.
    pub m4: Cents,
    /// Three months before.
    pub m3: Cents,
    /// Two months before.
    pub m2: Cents,
    /// The month before.
    pub m1: Cents,
    /// The last month.
    pub m0: Cents,
}

/// Customers activated in a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Acquired {
    /// Whose.
    pub partner_id: PartnerId,
    /// How many.
    pub customers: i64,
    /// The first of them.
    pub earliest: NaiveDate,
}

/// What a partner's people did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Active {
    /// Whose.
    pub partner_id: PartnerId,
    /// Days with portal activity in the short window.
    pub portal_days: i64,
    /// Interactions in the short window.
    pub interactions: i64,
    /// Resources used in the long window.
    pub resources: i64,
    /// The first day of the short window with portal activity or interactions.
    pub earliest_short: Option<NaiveDate>,
    /// The first day of the long window with resources.
    pub earliest_long: Option<NaiveDate>,
}

/// Tickets or installations of a window, and how many were done in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Handled<T> {
    /// Whose.
    pub partner_id: PartnerId,
    /// How many.
    pub all: i64,
    /// Of those, in time.
    pub in_time: i64,
    /// When the first of them began.
    pub earliest: Option<T>,
    /// When the first of those began that are too young to be counted yet.
    pub next: Option<T>,
}

impl Tx {
    /// How much of each partner's billed revenue of one month is still there in another, by partner.
    pub async fn retention(
        &mut self,
        start: Month,
        end: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<PartnerWindow>, Fault> {
        // Both sides are read in the order of their key, and no more of either than these partners have.
        const SQL: &str = "
            SELECT s.partner_id,
                COUNT(*) AS start_customers,
                CAST(COALESCE(SUM(s.amount), 0) AS BIGINT) AS start_billed,
                CAST(COALESCE(SUM(CASE WHEN e.amount IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT) AS lost_customers,
                CAST(COALESCE(SUM(CASE WHEN e.amount < s.amount THEN e.amount
                    WHEN e.amount IS NULL THEN 0 ELSE s.amount END), 0) AS BIGINT) AS kept_billed
            FROM bills s
            LEFT JOIN bills e ON e.tenant_id = s.tenant_id AND e.month = $3 AND e.partner_id = s.partner_id
                AND e.customer_id = s.customer_id AND e.partner_id > $4 AND e.partner_id <= $5
            WHERE s.tenant_id = $1 AND s.month = $2 AND s.partner_id > $4 AND s.partner_id <= $5
            GROUP BY s.partner_id ORDER BY s.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, PartnerWindow>(SQL)
            .bind(self.tenant)
            .bind(start)
            .bind(end)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// What each partner was billed in the six months that end with `last`, of those that ever were until then.
    pub async fn billed_window(
        &mut self,
        last: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<BilledWindow>, Fault> {
        const SQL: &str = "
            SELECT partner_id, MIN(month) AS first,
                CAST(COALESCE(SUM(CASE WHEN month = $4 THEN billed END), 0) AS BIGINT) AS m5,
                CAST(COALESCE(SUM(CASE WHEN month = $5 THEN billed END), 0) AS BIGINT) AS m4,
                CAST(COALESCE(SUM(CASE WHEN month = $6 THEN billed END), 0) AS BIGINT) AS m3,
                CAST(COALESCE(SUM(CASE WHEN month = $7 THEN billed END), 0) AS BIGINT) AS m2,
                CAST(COALESCE(SUM(CASE WHEN month = $8 THEN billed END), 0) AS BIGINT) AS m1,
                CAST(COALESCE(SUM(CASE WHEN month = $9 THEN billed END), 0) AS BIGINT) AS m0
            FROM partner_months
            WHERE tenant_id = $1 AND partner_id > $2 AND partner_id <= $3 AND month <= $9
            GROUP BY partner_id ORDER BY partner_id";
        Ok(on!(self, conn => {
            let mut query = sqlx::query_as::<Db, BilledWindow>(SQL).bind(self.tenant).bind(after).bind(upto);
            for back in (0..6).rev() {
                query = query.bind(last.plus(-back));
            }
            query.fetch_all(conn).await?
        }))
    }

    /// Customers that each partner activated from `from` to `to`, by partner.
    pub async fn activations(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<Acquired>, Fault> {
        const SQL: &str = "
            SELECT partner_id, COUNT(*) AS customers, MIN(activated_on) AS earliest FROM customers
            WHERE tenant_id = $1 AND partner_id > $4 AND partner_id <= $5 AND activated_on BETWEEN $2 AND $3
            GROUP BY partner_id ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Acquired>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(to)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// What each partner's people did from `long` to `to`; portal days and interactions from `short` on.
    pub async fn activity(
        &mut self,
        (long, short, to): (NaiveDate, NaiveDate, NaiveDate),
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<Active>, Fault> {
        // A kind has one row a day, so counting rows counts days.
        const SQL: &str = "
            SELECT a.partner_id,
                CAST(SUM(CASE WHEN a.kind = 'portal' AND a.day >= $3 THEN 1 ELSE 0 END) AS BIGINT) AS portal_days,
                CAST(SUM(CASE WHEN a.kind = 'interaction' AND a.day >= $3 THEN a.count ELSE 0 END) AS BIGINT)
                    AS interactions,
                CAST(SUM(CASE WHEN a.kind = 'resource' THEN a.count ELSE 0 END) AS BIGINT) AS resources,
                MIN(CASE WHEN a.kind <> 'resource' AND a.day >= $3 THEN a.day END) AS earliest_short,
                MIN(CASE WHEN a.kind = 'resource' THEN a.day END) AS earliest_long
            FROM partners p
            JOIN activities a ON a.tenant_id = p.tenant_id AND a.partner_id = p.id AND a.day BETWEEN $2 AND $4
            WHERE p.tenant_id = $1 AND p.id > $5 AND p.id <= $6
            GROUP BY a.partner_id ORDER BY a.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Active>(SQL)
            .bind(self.tenant)
            .bind(long)
            .bind(short)
            .bind(to)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// Tickets that each partner has had time for until `due` (opened after `from`), and how many of them it resolved
    /// within `minutes`. Those opened later, until `now`, are only looked at for the first of them.
    pub async fn tickets_handled(
        &mut self,
        (from, due, now): (DateTime<Utc>, DateTime<Utc>, DateTime<Utc>),
        minutes: i64,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<Handled<DateTime<Utc>>>, Fault> {
        const SQL: &str = "
            SELECT t.partner_id,
                CAST(SUM(CASE WHEN t.opened_at <= $3 THEN 1 ELSE 0 END) AS BIGINT) AS \"all\",
                CAST(SUM(CASE WHEN t.opened_at <= $3 AND t.minutes <= $5 THEN 1 ELSE 0 END) AS BIGINT) AS in_time,
                MIN(CASE WHEN t.opened_at <= $3 THEN t.opened_at END) AS earliest,
                MIN(CASE WHEN t.opened_at > $3 THEN t.opened_at END) AS next
            FROM partners p
            JOIN tickets t ON t.tenant_id = p.tenant_id AND t.partner_id = p.id
                AND t.opened_at > $2 AND t.opened_at <= $4
            WHERE p.tenant_id = $1 AND p.id > $6 AND p.id <= $7
            GROUP BY t.partner_id ORDER BY t.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Handled<DateTime<Utc>>>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(due)
            .bind(now)
            .bind(minutes)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// The same for installations, by days.
    pub async fn installations_handled(
        &mut self,
        (from, due, today): (NaiveDate, NaiveDate, NaiveDate),
        days: i64,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<Handled<NaiveDate>>, Fault> {
        const SQL: &str = "
            SELECT i.partner_id,
                CAST(SUM(CASE WHEN i.ordered_on <= $3 THEN 1 ELSE 0 END) AS BIGINT) AS \"all\",
                CAST(SUM(CASE WHEN i.ordered_on <= $3 AND i.days <= $5 THEN 1 ELSE 0 END) AS BIGINT) AS in_time,
                MIN(CASE WHEN i.ordered_on <= $3 THEN i.ordered_on END) AS earliest,
                MIN(CASE WHEN i.ordered_on > $3 THEN i.ordered_on END) AS next
            FROM partners p
            JOIN installations i ON i.tenant_id = p.tenant_id AND i.partner_id = p.id
                AND i.ordered_on > $2 AND i.ordered_on <= $4
            WHERE p.tenant_id = $1 AND p.id > $6 AND p.id <= $7
            GROUP BY i.partner_id ORDER BY i.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, Handled<NaiveDate>>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(due)
            .bind(today)
            .bind(days)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// How many of the trainings in force on a day somebody of each partner has passed until then.
    pub async fn trainings_passed(
        &mut self,
        day: NaiveDate,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, i64)>, Fault> {
        const SQL: &str = "
            SELECT c.partner_id, COUNT(DISTINCT c.module) FROM training_completions c
            JOIN training_modules m ON m.tenant_id = c.tenant_id AND m.code = c.module AND m.version = c.version
            WHERE c.tenant_id = $1 AND c.partner_id > $3 AND c.partner_id <= $4 AND c.day <= $2
                AND c.points >= m.pass_mark AND m.version = (
                    SELECT MAX(n.version) FROM training_modules n
                    WHERE n.tenant_id = m.tenant_id AND n.code = m.code AND n.from_day <= $2)
            GROUP BY c.partner_id ORDER BY c.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i64)>(SQL)
            .bind(self.tenant)
            .bind(day)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }

    /// What each partner's people have answered after `from`, until `to`.
    pub async fn answers_heard(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, Answer)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, answered_on, scale, value FROM survey_answers
            WHERE tenant_id = $1 AND partner_id > $4 AND partner_id <= $5 AND answered_on > $2 AND answered_on <= $3
            ORDER BY partner_id, answered_on, scale, value";
        let rows = on!(self, conn => sqlx::query_as::<Db, (PartnerId, NaiveDate, Scale, i32)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(to)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?);
        let answer = |(partner, on, scale, value)| {
            let value = u8::try_from(value).unwrap_or_default();
            (partner, Answer { on, value, scale })
        };
        Ok(rows.into_iter().map(answer).collect())
    }

    /// Each partner's customers in service, and of those how many lack a contract or a postcode: as things are now.
    pub async fn customers_complete(
        &mut self,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, i64, i64)>, Fault> {
        const SQL: &str = "
            SELECT s.partner_id, CAST(SUM(s.customers) AS BIGINT), COALESCE(i.customers, 0)
            FROM partner_stages s
            LEFT JOIN (
                SELECT partner_id, COUNT(*) AS customers FROM customers
                WHERE tenant_id = $1 AND partner_id > $2 AND partner_id <= $3
                    AND stage IN ('onboarding', 'active', 'expansion', 'at_risk')
                    AND (contract IS NULL OR postcode IS NULL)
                GROUP BY partner_id) i ON i.partner_id = s.partner_id
            WHERE s.tenant_id = $1 AND s.partner_id > $2 AND s.partner_id <= $3
                AND s.stage IN ('onboarding', 'active', 'expansion', 'at_risk')
            GROUP BY s.partner_id, i.customers ORDER BY s.partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i64, i64)>(SQL)
            .bind(self.tenant)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?))
    }
}
