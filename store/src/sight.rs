//! Which partners a transaction sees: every one, or only those of a person who doesn't see all.
//!
//! A transaction of a person like that is confined once, when it begins. Whatever reads partners, or rows about partners
//! that somebody looks at, has [`seen!`] in its `WHERE`; so a partner that the person doesn't see isn't there, in lists
//! as in sums, and nobody above has to think of it. What compares with all partners alike says so where it is defined.

use crate::{Fault, Tx, on};
use chrono::NaiveDate;
use domain::{PartnerId, UserId};

/// Whether the transaction sees the partner whose id stands in a column: `seen!("a.partner_id", "$4", "$5")`, with
/// `.bind(self.seer).bind(self.seen_on)` for the two parameters.
///
/// A person sees the partners that are assigned to them, on days on which they cover for a manager that manager's, and
/// the one that they work for. The list is made once for a statement; who sees all has none.
macro_rules! seen {
    ($partner:literal, $seer:literal, $day:literal) => {
        concat!("(", $seer, " IS NULL OR ", $partner, " IN (", $crate::sight::seen_partners!($seer, $day), "))")
    };
}
pub(crate) use seen;

/// The ids of the partners that a person sees on a day.
macro_rules! seen_partners {
    ($seer:literal, $day:literal) => {
        concat!(
            "SELECT m.id FROM partners m WHERE m.tenant_id = $1 AND m.manager_id = ",
            $seer,
            " UNION ALL
             SELECT m.id FROM covers v JOIN partners m ON m.tenant_id = v.tenant_id AND m.manager_id = v.manager_id
             WHERE v.tenant_id = $1 AND v.cover_id = ",
            $seer,
            " AND v.first_day <= ",
            $day,
            " AND v.last_day >= ",
            $day,
            " UNION ALL
             SELECT w.partner_id FROM users w WHERE w.tenant_id = $1 AND w.id = ",
            $seer,
            " AND w.partner_id IS NOT NULL"
        )
    };
}
pub(crate) use seen_partners;

impl Tx {
    /// Confines the transaction to the partners that a person sees on a day.
    pub fn confine(&mut self, user: UserId, day: NaiveDate) {
        (self.seer, self.seen_on) = (Some(user), Some(day));
    }

    /// Whether the transaction sees a partner.
    pub async fn sees(&mut self, partner: PartnerId) -> Result<bool, Fault> {
        const SQL: &str = concat!(
            "SELECT COUNT(*) FROM partners p WHERE p.tenant_id = $1 AND p.id = $2 AND ",
            seen!("p.id", "$3", "$4")
        );
        let found = on!(self, conn => sqlx::query_scalar::<Db, i64>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_one(conn).await?);
        Ok(found == 1)
    }
}
