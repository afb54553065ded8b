//! What a payment to a partner waits for: a hold, a tax form, a minimum of its own.

use crate::{Fault, Tx, dialect, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::banking::account::{Hold, HoldRule, PaymentStanding, TaxForm, TaxFormKind};
use domain::{Cents, PartnerId, UserId};
use sqlx::AssertSqlSafe;

#[derive(sqlx::FromRow)]
struct Row {
    partner_id: PartnerId,
    hold_reason: Option<String>,
    held_since: Option<DateTime<Utc>>,
    held_by: Option<UserId>,
    held_rule: Option<HoldRule>,
    tax_form: Option<TaxFormKind>,
    tax_form_on: Option<NaiveDate>,
    minimum: Option<Cents>,
}

impl From<Row> for (PartnerId, PaymentStanding) {
    fn from(row: Row) -> Self {
        let hold = row.hold_reason.zip(row.held_since).map(|(reason, since)| Hold {
            reason,
            since,
            by: row.held_by,
            rule: row.held_rule,
        });
        let tax_form = row.tax_form.zip(row.tax_form_on).map(|(kind, received_on)| TaxForm { kind, received_on });
        (row.partner_id, PaymentStanding { hold, tax_form, minimum: row.minimum })
    }
}

impl Tx {
    /// What is held, filed and set for these partners, by partner; who isn't among them has nothing of it.
    pub async fn payment_standings(
        &mut self,
        partners: &[PartnerId],
    ) -> Result<Vec<(PartnerId, PaymentStanding)>, Fault> {
        let mut standings = Vec::new();
        for chunk in partners.chunks(crate::bulk::ROWS) {
            let list: Vec<_> = (2..chunk.len() + 2).map(|n| format!("${n}")).collect();
            let text = format!(
                "SELECT partner_id, hold_reason, held_since, held_by, held_rule, tax_form, tax_form_on, minimum
                 FROM payment_standings WHERE tenant_id = $1 AND partner_id IN ({})",
                list.join(", ")
            );
            let rows = on!(self, conn => {
                let mut query = sqlx::query_as::<Db, Row>(AssertSqlSafe(text)).bind(self.tenant);
                for partner in chunk {
                    query = query.bind(*partner);
                }
                query.fetch_all(conn).await?
            });
            standings.extend(rows.into_iter().map(<(PartnerId, PaymentStanding)>::from));
        }
        standings.sort_by_key(|(partner, _)| *partner);
        Ok(standings)
    }

    /// A partner's standing, which nobody else changes until this transaction ends.
    pub async fn payment_standing_to_change(&mut self, partner: PartnerId) -> Result<PaymentStanding, Fault> {
        dialect::lock_tenant(&mut self.inner, self.tenant).await?;
        let found = self.payment_standings(&[partner]).await?.pop();
        Ok(found.map(|(_, standing)| standing).unwrap_or_default())
    }

    /// Writes a partner's standing.
    pub async fn set_payment_standing(&mut self, partner: PartnerId, standing: &PaymentStanding) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO payment_standings (tenant_id, partner_id, hold_reason, held_since, held_by, held_rule, tax_form,
                tax_form_on, minimum)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            ON CONFLICT (tenant_id, partner_id) DO UPDATE SET hold_reason = excluded.hold_reason,
                held_since = excluded.held_since, held_by = excluded.held_by, held_rule = excluded.held_rule,
                tax_form = excluded.tax_form, tax_form_on = excluded.tax_form_on, minimum = excluded.minimum";
        let PaymentStanding { hold, tax_form, minimum } = standing;
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(hold.as_ref().map(|hold| &hold.reason))
            .bind(hold.as_ref().map(|hold| hold.since))
            .bind(hold.as_ref().and_then(|hold| hold.by))
            .bind(hold.as_ref().and_then(|hold| hold.rule))
            .bind(tax_form.map(|form| form.kind))
            .bind(tax_form.map(|form| form.received_on))
            .bind(*minimum)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
