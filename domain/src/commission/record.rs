//! A fact with all that is kept of it, as it is imported and as a month's close reads it.

use super::facts::Fact;
use super::terms::FactKind;
use crate::code::coded;
use crate::{Cents, CustomerId};
use chrono::NaiveDate;

coded! {
    /// Where a fact comes from.
    FactSource {
        /// A file of the operator's.
        Imported = "imported", "Imported";
        /// What was known of the customer when the month was frozen.
        Derived = "derived", "Derived from the customer";
    }
}

/// A fact that owns its words. [`Fact`] has what each field means.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
#[expect(missing_docs, reason = "each field is that of a fact")]
pub struct FactRecord {
    #[cfg_attr(feature = "sql", sqlx(rename = "code"))]
    pub id: String,
    pub kind: FactKind,
    #[cfg_attr(feature = "sql", sqlx(rename = "customer_id"))]
    pub customer: Option<CustomerId>,
    pub customer_code: Option<String>,
    pub amount: Cents,
    pub cost: Option<Cents>,
    pub deductions: Option<Cents>,
    pub collected: Option<Cents>,
    pub quantity: i64,
    pub product: Option<String>,
    pub territory: Option<String>,
    pub contract_months: Option<i32>,
    pub new_customer: Option<bool>,
    pub service_month: Option<i32>,
    #[cfg_attr(feature = "sql", sqlx(rename = "day"))]
    pub date: Option<NaiveDate>,
    pub source: FactSource,
}

impl FactRecord {
    /// The fact as rules see it.
    pub fn as_fact(&self) -> Fact<'_> {
        let count = |number: Option<i32>| number.and_then(|number| u32::try_from(number).ok());
        Fact {
            customer_code: self.customer_code.as_deref(),
            cost: self.cost,
            deductions: self.deductions,
            collected: self.collected,
            quantity: self.quantity,
            product: self.product.as_deref(),
            territory: self.territory.as_deref(),
            contract_months: count(self.contract_months),
            new_customer: self.new_customer,
            service_month: count(self.service_month),
            date: self.date,
            ..Fact::new(&self.id, self.kind, self.customer, self.amount)
        }
    }
}
