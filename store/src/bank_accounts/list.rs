//! Partners by how far their accounts are, for who pays them.

use crate::{Fault, Tx, on};
use domain::banking::account::AccountStatus;
use domain::view::{BankAccountFilter, PartnerRef};

/// Partners beside their current account and standing, narrowed by a filter's word.
macro_rules! filtered {
    ($columns:literal, $tail:literal) => {
        concat!(
            "SELECT ",
            $columns,
            " FROM partners p
             LEFT JOIN bank_accounts a
                ON a.tenant_id = p.tenant_id AND a.partner_id = p.id AND a.status <> 'replaced'
             LEFT JOIN payment_standings s ON s.tenant_id = p.tenant_id AND s.partner_id = p.id
             WHERE p.tenant_id = $1 AND ($2 = '' OR a.status = $2 OR $2 = 'missing' AND a.id IS NULL
                OR $2 = 'held' AND s.hold_reason IS NOT NULL OR $2 = 'no_tax_form' AND s.tax_form IS NULL)",
            $tail
        )
    };
}

impl Tx {
    /// A page of partners that a filter lets through, by code.
    pub async fn partners_by_account(
        &mut self,
        filter: Option<BankAccountFilter>,
        (offset, limit): (i64, i64),
    ) -> Result<Vec<PartnerRef>, Fault> {
        const SQL: &str = filtered!("p.id, p.code, p.name", " ORDER BY p.code LIMIT $3 OFFSET $4");
        Ok(on!(self, conn => sqlx::query_as::<Db, PartnerRef>(SQL)
            .bind(self.tenant)
            .bind(filter.map_or("", BankAccountFilter::code))
            .bind(limit)
            .bind(offset)
            .fetch_all(conn).await?))
    }

    /// How many partners a filter lets through.
    pub async fn count_partners_by_account(&mut self, filter: Option<BankAccountFilter>) -> Result<i64, Fault> {
        const SQL: &str = filtered!("COUNT(*)", "");
        let (count,): (i64,) = on!(self, conn => sqlx::query_as::<Db, _>(SQL)
            .bind(self.tenant)
            .bind(filter.map_or("", BankAccountFilter::code))
            .fetch_one(conn).await?);
        Ok(count)
    }

    /// How many current accounts have each status.
    pub async fn count_bank_accounts(&mut self) -> Result<Vec<(AccountStatus, i64)>, Fault> {
        const SQL: &str = "
            SELECT status, COUNT(*) FROM bank_accounts WHERE tenant_id = $1 AND status <> 'replaced'
            GROUP BY status ORDER BY status";
        Ok(on!(self, conn => sqlx::query_as::<Db, _>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }
}
