//! The operator's billing export against the bills of a month.

use super::Comparing;
use crate::Office;
use crate::imports::refuse_file;
use crate::imports::source::Source;
use domain::audit::Actor;
use domain::reconciliation::Area;
use domain::reconciliation::billing::{Exported, compare, left_over};
use domain::view::ComparisonRow;
use domain::{Cents, Month, Refusal};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::Tx;

/// Customers of an export at most: what fits into memory beside all else.
const CUSTOMERS_MAX: usize = 2_000_000;
/// Partners whose bills are read at once.
const PARTNERS: usize = 200;

/// A billing export, and which of its columns are which.
#[derive(Clone, Debug)]
pub struct BillingExport {
    /// The file.
    pub file: PathBuf,
    /// The column with the customer's number.
    pub customer: String,
    /// The column with the amount.
    pub amount: String,
    /// The column with the month or a day of it, where the file has more than one month.
    pub month: Option<String>,
}

impl Office {
    /// Compares a month's bills with the operator's billing export. What a customer has on several rows is added up.
    pub async fn reconcile_billing(
        &self,
        month: Month,
        export: &BillingExport,
        actor: Actor,
    ) -> Result<ComparisonRow, Refusal> {
        let mut rows = read(month, export)?;
        let mut comparing = Comparing::begin(self, month, Area::Billing).await?;
        let mut tx = self.engine.store.read(self.tenant).await?;
        let partners: Vec<_> = tx.partner_refs().await?.into_iter().map(|partner| partner.id).collect();
        drop(tx);
        let mut partners = partners;
        partners.sort_unstable();
        let mut after = Tx::before_all_partners();
        for chunk in partners.chunks(PARTNERS) {
            let Some(upto) = chunk.last().copied() else { continue };
            let bills = self.engine.store.read(self.tenant).await?.kept_bills(month, after, upto).await?;
            comparing.compared += i64::try_from(bills.len()).unwrap_or(i64::MAX);
            let of_partners = bills.chunk_by(|a, b| a.partner == b.partner);
            let findings =
                of_partners.flat_map(|bills| compare(month, bills, &mut rows, comparing.tolerance)).collect();
            comparing.found(findings).await?;
            after = upto;
        }
        comparing.found(left_over(month, &rows, comparing.tolerance)).await?;
        comparing.end(actor).await
    }
}

/// How many customers an export has in a month; refused where it can't be read.
pub(crate) fn count_exported(month: Month, export: &BillingExport) -> Result<u64, Refusal> {
    Ok(read(month, export)?.len() as u64)
}

fn read(month: Month, export: &BillingExport) -> Result<BTreeMap<String, Exported>, Refusal> {
    let path = export.file.as_path();
    let mut source = Source::open(path)?;
    let place = |column: &str| {
        source.headers.iter().position(|header| header.eq_ignore_ascii_case(column)).ok_or_else(|| {
            let reason = format!("there is no column “{column}”; the header has {}", source.headers.join(", "));
            refuse_file(path, reason)
        })
    };
    let (customer, amount) = (place(&export.customer)?, place(&export.amount)?);
    let of_month = export.month.as_deref().map(place).transpose()?;
    let mut rows: BTreeMap<String, Exported> = BTreeMap::new();
    while let Some(row) = source.next()? {
        let (line, record) = row.map_err(|problem| wrong(path, problem.line, &problem.field, &problem.reason))?;
        let field = |at: usize| record.get(at).unwrap_or_default().trim();
        if let (Some(at), Some(column)) = (of_month, &export.month) {
            let said = field(at);
            // A day names its month: 2025-09-30.
            let of: Result<Month, _> = said.get(..7).unwrap_or(said).parse();
            let of = of.map_err(|_| wrong(path, line, column, &format!("“{said}” is not a month like 2025-09")))?;
            if of != month {
                continue;
            }
        }
        let code = field(customer);
        if code.is_empty() {
            return Err(wrong(path, line, &export.customer, "it is empty"));
        }
        let cents: Cents = field(amount)
            .parse()
            .map_err(|error: domain::money::MoneyError| wrong(path, line, &export.amount, &error.to_string()))?;
        let known = rows.entry(code.to_owned()).or_insert(Exported { line, amount: Cents::ZERO });
        known.amount = known
            .amount
            .checked_add(cents)
            .ok_or_else(|| wrong(path, line, &export.amount, "the customer's rows come to too much"))?;
        if rows.len() > CUSTOMERS_MAX {
            return Err(refuse_file(path, format!("it has more than {CUSTOMERS_MAX} customers")));
        }
    }
    if rows.is_empty() {
        return Err(refuse_file(path, format!("it has no rows of {}", month.label())));
    }
    Ok(rows)
}

fn wrong(path: &Path, line: u64, field: &str, reason: &str) -> Refusal {
    refuse_file(path, format!("line {line}, {field}: {reason}"))
}
