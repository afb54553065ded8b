//! The operator whose resellers, customers and money are kept apart from every other operator's.

use crate::{Currency, Rounding, TenantId};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One internet provider on this installation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Tenant {
    /// Leads every key.
    pub id: TenantId,
    /// Short name for URLs and the command line.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// IANA name of the zone its days and months are counted in.
    pub time_zone: String,
    /// Currency of its books.
    pub currency: Currency,
    /// What happens to half a cent on a commission line.
    pub rounding: Rounding,
    /// The first day from which its facts are complete.
    ///
    /// Customers who left before it may be missing, so nothing that needs them is computed from earlier days.
    pub history_from: Option<NaiveDate>,
    /// Where its data come from, when that must be told to everyone who looks (sample data).
    pub notice: Option<String>,
    /// Whether sign-in names are shown to visitors. Never true for a real operator.
    pub is_demo: bool,
}
