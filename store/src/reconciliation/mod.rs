//! Reconciliation: the facts that are compared, the findings, and the bank statements taken in.

mod bank;
mod facts;
mod findings;

pub use bank::{BankFactRow, NewBankStatement};
pub use findings::Comparison;

use crate::{Fault, Tx, on};
use domain::reconciliation::Tolerance;

impl Tx {
    /// What the operator lets differ.
    pub async fn tolerance(&mut self) -> Result<Tolerance, Fault> {
        const SQL: &str = "SELECT minor_units, permille FROM reconciliation_tolerances WHERE tenant_id = $1";
        let row = on!(self, conn => sqlx::query_as::<Db, Tolerance>(SQL).bind(self.tenant).fetch_optional(conn).await?);
        Ok(row.unwrap_or_default())
    }

    /// Sets what the operator lets differ.
    pub async fn set_tolerance(&mut self, tolerance: Tolerance) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO reconciliation_tolerances (tenant_id, minor_units, permille) VALUES ($1, $2, $3)
            ON CONFLICT (tenant_id) DO UPDATE SET minor_units = excluded.minor_units, permille = excluded.permille";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(tolerance.minor_units)
            .bind(tolerance.permille)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
