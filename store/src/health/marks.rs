//! What has changed since partners were scored.
//!
//! Whoever writes a fact of a partner's health touches the partner; the transaction leaves a mark for each when it is
//! committed. Scoring reads the marks before it reads facts, and removes those that it has read: a change that comes
//! in between leaves a mark that stays.

use crate::bulk::{ROWS, insert_rows};
use crate::{Fault, Inner, Tx, on};
use chrono::NaiveDate;
use domain::PartnerId;
use sqlx::postgres::PgHasArrayType;
use sqlx::{AssertSqlSafe, Encode, Postgres, Sqlite, Type};
use uuid::Uuid;

/// What rows are found by, on both engines.
pub(crate) trait Key:
    for<'q> Encode<'q, Sqlite>
    + Type<Sqlite>
    + for<'q> Encode<'q, Postgres>
    + Type<Postgres>
    + PgHasArrayType
    + Clone
    + Send
    + Sync
{
}

impl<K> Key for K where
    for<'q> K: Encode<'q, Sqlite>
        + Type<Sqlite>
        + Encode<'q, Postgres>
        + Type<Postgres>
        + PgHasArrayType
        + Clone
        + Send
        + Sync
{
}

/// What of a partner's latest score decides whether it can be carried over.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HealthHead {
    /// Whose.
    pub partner_id: PartnerId,
    /// The day of the score.
    pub day: NaiveDate,
    /// The first day on which time alone changes what it was computed from.
    pub stale_from: Option<NaiveDate>,
    /// What was the same for all partners when it was computed.
    pub basis: Option<String>,
}

impl Tx {
    /// Notes that a fact of these partners' health changes in this transaction.
    pub(crate) fn touch(&mut self, partners: impl IntoIterator<Item = PartnerId>) {
        self.touched.extend(partners);
    }

    /// Notes the same for the partners that own rows by now, because the rows are about to change.
    pub(crate) async fn touch_owners<K: Key>(
        &mut self,
        table: &'static str,
        key: &'static str,
        keys: &[K],
    ) -> Result<(), Fault> {
        for keys in keys.chunks(ROWS) {
            let owners: Vec<PartnerId> = match &mut self.inner {
                Inner::Sqlite(tx) => {
                    let list = vec!["?"; keys.len()].join(", ");
                    let text =
                        format!("SELECT DISTINCT partner_id FROM {table} WHERE tenant_id = ? AND {key} IN ({list})");
                    let mut query = sqlx::query_scalar::<Sqlite, _>(AssertSqlSafe(text)).bind(self.tenant);
                    for key in keys {
                        query = query.bind(key.clone());
                    }
                    query.fetch_all(&mut **tx).await?
                }
                // Key by key. PostgreSQL knows nothing of a table that is being filled, and would hold a list against
                // every row that the operator has.
                Inner::Postgres(tx) => {
                    let text = format!(
                        "SELECT DISTINCT o.partner_id FROM UNNEST($2) AS k (key) CROSS JOIN LATERAL (
                            SELECT t.partner_id FROM {table} t WHERE t.tenant_id = $1 AND t.{key} = k.key OFFSET 0) o"
                    );
                    let query = sqlx::query_scalar::<Postgres, _>(AssertSqlSafe(text)).bind(self.tenant);
                    query.bind(keys.to_vec()).fetch_all(&mut **tx).await?
                }
            };
            self.touched.extend(owners);
        }
        Ok(())
    }

    /// Leaves the marks: the last that is done before a transaction is kept.
    pub(crate) async fn leave_marks(&mut self) -> Result<(), Fault> {
        let touched: Vec<_> = std::mem::take(&mut self.touched).into_iter().collect();
        let _ = insert_rows!(self,
            "INSERT INTO health_marks (tenant_id, partner_id)",
            shared [self.tenant], own 1, touched, |query, row| query.bind(*row), "");
        Ok(())
    }

    /// Every mark: whose, and its id.
    pub async fn health_marks(&mut self) -> Result<Vec<(PartnerId, Uuid)>, Fault> {
        const SQL: &str = "SELECT partner_id, id FROM health_marks WHERE tenant_id = $1";
        Ok(on!(self, conn => sqlx::query_as::<Db, (PartnerId, Uuid)>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// Removes marks that were seen to.
    pub async fn remove_health_marks(&mut self, marks: &[Uuid]) -> Result<(), Fault> {
        for marks in marks.chunks(ROWS) {
            let list: Vec<_> = (2..marks.len() + 2).map(|n| format!("${n}")).collect();
            let text = format!("DELETE FROM health_marks WHERE tenant_id = $1 AND id IN ({})", list.join(", "));
            on!(self, conn => {
                let mut query = sqlx::query::<Db>(AssertSqlSafe(text)).bind(self.tenant);
                for mark in marks {
                    query = query.bind(*mark);
                }
                query.execute(conn).await?.rows_affected()
            });
        }
        Ok(())
    }

    /// Every partner's latest score as far as it decides what is to be scored anew.
    pub async fn health_heads(&mut self) -> Result<Vec<HealthHead>, Fault> {
        const SQL: &str = "
            SELECT partner_id, day, stale_from, basis FROM partner_health WHERE tenant_id = $1 ORDER BY partner_id";
        Ok(on!(self, conn => sqlx::query_as::<Db, HealthHead>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }
}
