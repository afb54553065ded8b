//! What comparisons read: stored lines, bills with their customers' numbers, payments as the ledger has booked them.

use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::ach::TraceNumber;
use domain::commission::Line;
use domain::reconciliation::bank::Payment;
use domain::reconciliation::billing::KeptBill;
use domain::reconciliation::commissions::Stray;
use domain::{Cents, CustomerId, Month, PartnerId, PayoutId, Rate};
use uuid::Uuid;

impl Tx {
    /// Every reseller that has bills of a month, or lines of its run, and how many of both, in key order.
    pub async fn partners_to_compare(&mut self, month: Month, version: i32) -> Result<Vec<(PartnerId, i64)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, CAST(SUM(count) AS BIGINT) FROM (
                SELECT partner_id, COUNT(*) AS count FROM bills
                WHERE tenant_id = $1 AND month = $2 GROUP BY partner_id
                UNION ALL
                SELECT partner_id, COUNT(*) FROM commission_lines
                WHERE tenant_id = $1 AND month = $2 AND version = $3 GROUP BY partner_id) f
            GROUP BY partner_id ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, i64)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .fetch_all(conn).await?))
    }

    /// Partners whose statement has lines of other kinds than a rate of billed revenue, in key order.
    pub async fn partners_with_items(&mut self, month: Month, version: i32) -> Result<Vec<PartnerId>, Fault> {
        const SQL: &str = "
            SELECT DISTINCT partner_id FROM statement_items
            WHERE tenant_id = $1 AND month = $2 AND version = $3 ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_scalar::<Db, PartnerId>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .fetch_all(conn).await?))
    }

    /// The lines of a run for the partners in `after < id ≤ upto`, in key order.
    pub async fn lines_between(
        &mut self,
        (month, version): (Month, i32),
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<(PartnerId, Line)>, Fault> {
        const SQL: &str = "
            SELECT partner_id, customer_id, rule, part, base, rate, amount FROM commission_lines
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND partner_id > $4 AND partner_id <= $5
            ORDER BY partner_id, customer_id, rule, part";
        type Row = (PartnerId, CustomerId, i16, i16, Cents, Rate, Cents);
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(version)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?);
        let line = |(partner, customer, rule, part, base, rate, amount)| {
            (partner, Line { customer, rule, part, base, rate, amount })
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// What is known of a customer that a reseller has a line for, but no bill of the month.
    pub async fn stray(
        &mut self,
        (month, version): (Month, i32),
        partner: PartnerId,
        customer: CustomerId,
    ) -> Result<Stray, Fault> {
        const KNOWN: &str = "SELECT COUNT(*) FROM customers WHERE tenant_id = $1 AND id = $2";
        const BILLS: &str = "
            SELECT month, partner_id, amount FROM bills WHERE tenant_id = $1 AND customer_id = $2 ORDER BY month";
        const PAID: &str = "
            SELECT COUNT(*) FROM commission_lines
            WHERE tenant_id = $1 AND month = $2 AND version = $3 AND partner_id = $4 AND customer_id = $5";
        let (known, bills) = on!(self, conn => {
            let known = sqlx::query_scalar::<Db, i64>(KNOWN)
                .bind(self.tenant).bind(customer)
                .fetch_one(&mut *conn).await?;
            let bills = sqlx::query_as::<Db, (Month, PartnerId, Cents)>(BILLS)
                .bind(self.tenant).bind(customer)
                .fetch_all(conn).await?;
            (known, bills)
        });
        let mut stray = Stray { is_known: known > 0, ..Stray::default() };
        if let Some((_, other, _)) = bills.iter().find(|(of, whose, _)| *of == month && *whose != partner) {
            let lines = on!(self, conn => sqlx::query_scalar::<Db, i64>(PAID)
                .bind(self.tenant)
                .bind(month)
                .bind(version)
                .bind(*other)
                .bind(customer)
                .fetch_one(conn).await?);
            stray.billed_to = Some((*other, lines > 0));
        }
        let own = bills.iter().filter(|(_, whose, _)| *whose == partner);
        let months = |of: Month| i64::from(of.year()) * 12 + i64::from(of.month());
        let distance = |of: Month| (months(of) - months(month)).abs();
        stray.other_month = own.min_by_key(|(of, ..)| distance(*of)).map(|(of, _, amount)| (*of, *amount));
        Ok(stray)
    }

    /// The bills of a month for the partners in `after < id ≤ upto`, with their customers' numbers, in key order.
    pub async fn kept_bills(
        &mut self,
        month: Month,
        after: PartnerId,
        upto: PartnerId,
    ) -> Result<Vec<KeptBill>, Fault> {
        const SQL: &str = "
            SELECT b.partner_id, b.customer_id, c.code, b.amount FROM bills b
            JOIN customers c ON c.tenant_id = b.tenant_id AND c.id = b.customer_id
            WHERE b.tenant_id = $1 AND b.month = $2 AND b.partner_id > $3 AND b.partner_id <= $4
            ORDER BY b.partner_id, b.customer_id";
        let rows = on!(self, conn => sqlx::query_as::<Db, (PartnerId, CustomerId, String, Cents)>(SQL)
            .bind(self.tenant)
            .bind(month)
            .bind(after)
            .bind(upto)
            .fetch_all(conn).await?);
        let bill = |(partner, customer, code, amount)| KeptBill { partner, customer, code, amount };
        Ok(rows.into_iter().map(bill).collect())
    }

    /// Payments that were handed to the bank from one day to another, as the ledger has booked them, by day and id.
    /// One whose entry was taken back isn't among them. Its batch and trace number are those of its payout.
    pub async fn payments(&mut self, from: NaiveDate, upto: NaiveDate) -> Result<Vec<Payment>, Fault> {
        const SQL: &str = "
            SELECT e.source_id, l.partner_id, l.amount, e.day, s.day, r.day, p.batch_id, (
                SELECT MAX(t.trace) FROM ach_traces t WHERE t.tenant_id = e.tenant_id AND t.payout_id = e.source_id)
            FROM ledger_entries e
            JOIN ledger_postings l ON l.tenant_id = e.tenant_id AND l.account = 'payable' AND l.month = e.month
                AND l.entry_id = e.id
            LEFT JOIN payouts p ON p.tenant_id = e.tenant_id AND p.id = e.source_id
            LEFT JOIN ledger_entries s ON s.tenant_id = e.tenant_id AND s.source = 'settlement'
                AND s.period = e.period AND s.source_id = e.source_id AND s.version = e.version
            LEFT JOIN ledger_entries r ON r.tenant_id = e.tenant_id AND r.source = 'return'
                AND r.period = e.period AND r.source_id = e.source_id AND r.version = e.version
            LEFT JOIN ledger_entries x ON x.tenant_id = e.tenant_id AND x.source = 'reversal'
                AND x.period = e.period AND x.source_id = e.id
            WHERE e.tenant_id = $1 AND e.source = 'payout' AND e.month BETWEEN $2 AND $3
                AND e.day BETWEEN $4 AND $5 AND x.id IS NULL
            ORDER BY e.day, e.source_id";
        type Day = Option<NaiveDate>;
        type Row = (PayoutId, PartnerId, Cents, NaiveDate, Day, Day, Option<Uuid>, Option<i64>);
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(Month::of(from))
            .bind(Month::of(upto))
            .bind(from)
            .bind(upto)
            .fetch_all(conn).await?);
        let payment = |(payout, partner, amount, submitted, settled, returned, batch, trace): Row| Payment {
            payout,
            partner,
            amount,
            batch,
            reference: trace
                .and_then(|digits| TraceNumber::new(u64::try_from(digits).ok()?))
                .map(|trace| trace.to_string()),
            submitted,
            settled,
            returned,
        };
        Ok(rows.into_iter().map(payment).collect())
    }
}
