//! A file of facts: activations, installations, usage, one-off sales, and the parts that bills consist of.

use super::mapping::Places;
use super::report::Report;
use super::row::Fields;
use super::source::Source;
use super::{FactImport, Imported, OnProblem, Problem, Progress, refuse_file};
use crate::Office;
use chrono::NaiveDate;
use domain::audit::Actor;
use domain::commission::{FactKind, FactRecord, FactSource};
use domain::event::Event;
use domain::run::RunStatus;
use domain::{Cents, CustomerId, EventId, Month, PartnerId, Refusal};
use serde_json::json;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::str::FromStr;
use store::{FactToWrite, Tx};

/// Rows that are compared and written together.
const BATCH: usize = 500;
/// The largest amount of a fact: a hundred billion.
const MOST: i64 = 10_000_000_000_000;
/// The longest time in months, and the largest quantity.
const LONGEST: i32 = 12_000;
const MANY: i64 = 1_000_000_000;

pub(super) const NEEDED: [&str; 4] = ["month", "partner", "id", "amount"];
pub(super) const OPTIONAL: [&str; 12] = [
    "kind",
    "customer",
    "cost",
    "deductions",
    "collected",
    "quantity",
    "product",
    "territory",
    "contract_months",
    "new_customer",
    "service_month",
    "date",
];

/// What one row says.
pub(super) struct Row {
    line: u64,
    month: Month,
    partner: String,
    fact: FactRecord,
}

impl Office {
    /// Takes in a file of facts. Recurring facts of a customer are the parts of its bill, which becomes their sum.
    pub async fn import_facts(&self, import: &FactImport, progress: Progress<'_>) -> Result<Imported, Refusal> {
        let mut source = Source::open(&import.file)?;
        let places = Places::by_name(&import.file, &source.headers, (&NEEDED, &OPTIONAL))?;
        let mut tx = self.engine.store.write(self.tenant).await?;
        let mut report = Report::new(&import.file, import.report.as_deref());
        let mut work = Work::begin(&mut tx).await?;
        let mut batch = Vec::with_capacity(BATCH);
        while let Some(next) = source.next()? {
            work.done.rows += 1;
            let row = next.and_then(|(line, record)| read(&Fields { line, record: &record, places: &places }));
            match row.and_then(|row| work.unique(row)) {
                Ok(row) => batch.push(row),
                Err(problem) => report.add(problem)?,
            }
            if batch.len() == BATCH {
                work.write(&mut tx, std::mem::take(&mut batch), &mut report).await?;
                progress(work.done.rows);
            }
        }
        if work.done.rows == 0 {
            return Err(refuse_file(&import.file, "the file has a header but no rows; nothing was changed"));
        }
        work.write(&mut tx, batch, &mut report).await?;
        progress(work.done.rows);
        self.keep_facts(tx, work, report, import).await
    }

    /// Keeps or rolls back, as asked, with bills, roll-ups, event and audit line in the same transaction.
    async fn keep_facts(
        &self,
        mut tx: Tx,
        work: Work,
        report: Report,
        import: &FactImport,
    ) -> Result<Imported, Refusal> {
        let Work { mut done, billed, touched, calculated, .. } = work;
        done.bills += facts_are_in(&mut tx, touched.intersection(&calculated), &billed).await?;
        done.refused = report.count;
        done.preview = import.preview;
        done.kept = !import.preview && (done.refused == 0 || import.on_problem == OnProblem::KeepGood);
        (done.problems, done.report) = report.close()?;
        if done.kept && done.added + done.changed + done.bills > 0 {
            let now = self.engine.clock.now();
            let event = Event::FactsImported { added: done.added, changed: done.changed, refused: done.refused };
            tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
            let file = import.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            tx.audit(now, Actor::System, "facts_imported", &file, &json!(done)).await?;
            tx.commit().await?;
        }
        Ok(done)
    }
}

impl Row {
    /// The month whose bills it is a part of.
    pub(super) fn billed_month(&self) -> Option<Month> {
        (self.fact.kind == FactKind::Recurring).then_some(self.month)
    }
}

/// What follows from facts that were taken in: months that are calculated are outdated, and bills are the sums of their
/// parts. Gives how many bills are new or changed.
pub(super) async fn facts_are_in(
    tx: &mut Tx,
    outdated: impl Iterator<Item = &Month>,
    billed: &BTreeSet<Month>,
) -> Result<u64, Refusal> {
    for month in outdated {
        tx.mark_outdated(*month).await?;
    }
    let mut bills = 0;
    for month in billed {
        bills += tx.put_bills_of_facts(*month).await?;
        tx.roll_up_months(*month, *month).await?;
    }
    Ok(bills)
}

/// An import under way.
pub(super) struct Work {
    partners: HashMap<String, PartnerId>,
    codes: HashMap<PartnerId, String>,
    frozen: HashSet<Month>,
    /// Months that are calculated, but not approved: they take facts, and must then be calculated anew.
    pub(super) calculated: BTreeSet<Month>,
    pub(super) touched: BTreeSet<Month>,
    lines: HashMap<(Month, String), u64>,
    /// Months whose bills are known by their parts.
    pub(super) billed: BTreeSet<Month>,
    pub(super) done: Imported,
}

impl Work {
    pub(super) async fn begin(tx: &mut Tx) -> Result<Self, Refusal> {
        let partners = tx.partner_refs().await?;
        let runs = tx.runs().await?;
        Ok(Self {
            codes: partners.iter().map(|partner| (partner.id, partner.code.clone())).collect(),
            partners: partners.into_iter().map(|partner| (partner.code, partner.id)).collect(),
            calculated: runs.iter().filter(|run| can_be_anew(run.status)).map(|run| run.month).collect(),
            frozen: runs.into_iter().filter(|run| !can_be_anew(run.status)).map(|run| run.month).collect(),
            touched: BTreeSet::new(),
            lines: HashMap::new(),
            billed: BTreeSet::new(),
            done: Imported::default(),
        })
    }

    /// Refuses an id that the file has given before in the month, and a month that is frozen.
    pub(super) fn unique(&mut self, row: Row) -> Result<Row, Problem> {
        if self.frozen.contains(&row.month) {
            let reason = "this month is frozen or approved; correct it by an adjustment in a later month";
            return Err(problem(&row, "month", reason, row.month.to_string()));
        }
        if let Some(line) = self.lines.insert((row.month, row.fact.id.clone()), row.line) {
            let reason = format!("this id stands on line {line} already; keep one of the two");
            return Err(problem(&row, "id", reason, row.fact.id.clone()));
        }
        Ok(row)
    }

    /// Compares a batch with what is known, and writes what is new or different.
    async fn write(&mut self, tx: &mut Tx, rows: Vec<Row>, report: &mut Report) -> Result<(), Refusal> {
        let facts = self.compare(tx, rows, report).await?;
        tx.put_facts(&facts).await?;
        Ok(())
    }

    /// Compares a batch with what is known, and gives what is new or different.
    pub(super) async fn compare(
        &mut self,
        tx: &mut Tx,
        rows: Vec<Row>,
        report: &mut Report,
    ) -> Result<Vec<FactToWrite>, Refusal> {
        let codes: Vec<_> = rows.iter().filter_map(|row| row.fact.customer_code.as_deref()).collect();
        let customers = tx.customers_by_code(&codes).await?;
        let customers: HashMap<_, _> = customers.into_iter().map(|customer| (customer.code, customer.id)).collect();
        let mut known = HashMap::new();
        for month in rows.iter().map(|row| row.month).collect::<BTreeSet<_>>() {
            let ids = rows.iter().filter(|row| row.month == month).map(|row| row.fact.id.as_str());
            for row in tx.facts_by_code(month, &ids.collect::<Vec<_>>()).await? {
                known.insert((month, row.fact.id.clone()), (row.partner_id, row.fact));
            }
        }
        let mut facts = Vec::new();
        for row in rows {
            let before = known.get(&(row.month, row.fact.id.clone()));
            match self.fact(row, before, &customers) {
                Ok(fact) if before.is_some_and(|(_, before)| *before == fact.fact) => self.done.unchanged += 1,
                Ok(fact) => {
                    *(if before.is_some() { &mut self.done.changed } else { &mut self.done.added }) += 1;
                    self.touched.insert(fact.month);
                    if fact.fact.kind == FactKind::Recurring {
                        self.billed.insert(fact.month);
                    }
                    facts.push(fact);
                }
                Err(problem) => report.add(problem)?,
            }
        }
        Ok(facts)
    }

    fn fact(
        &self,
        mut row: Row,
        before: Option<&(PartnerId, FactRecord)>,
        customers: &HashMap<String, CustomerId>,
    ) -> Result<FactToWrite, Problem> {
        let Some(partner) = self.partners.get(&row.partner).copied() else {
            let reason = "this reseller isn't known; import resellers first";
            return Err(problem(&row, "partner", reason, row.partner.clone()));
        };
        if let Some(code) = &row.fact.customer_code {
            let Some(customer) = customers.get(code) else {
                let reason = "this customer isn't known; import customers first";
                return Err(problem(&row, "customer", reason, code.clone()));
            };
            row.fact.customer = Some(*customer);
        }
        if let Some((whose, before)) = before {
            let same = (*whose, before.kind, before.customer) == (partner, row.fact.kind, row.fact.customer);
            if !same {
                let code = self.codes.get(whose).map_or("another reseller", String::as_str);
                let what = before.kind.label();
                let reason = format!(
                    "this id is that of another fact of the month ({what} of {code}) already; give each an id of its own"
                );
                return Err(problem(&row, "id", reason, row.fact.id.clone()));
            }
        }
        Ok(FactToWrite { month: row.month, partner, fact: row.fact })
    }
}

/// Whether a run can still be calculated anew.
const fn can_be_anew(status: RunStatus) -> bool {
    matches!(status, RunStatus::Calculated | RunStatus::Reviewed)
}

fn problem(row: &Row, field: &str, reason: impl Into<String>, value: String) -> Problem {
    Problem { line: row.line, field: field.to_owned(), reason: reason.into(), value }
}

pub(super) fn read(fields: &Fields<'_>) -> Result<Row, Problem> {
    let month = Month::from_str(&fields.needed("month")?);
    let month = month.map_err(|error| fields.problem("month", error.to_string()))?;
    if month.year() < 1970 {
        return Err(fields.problem("month", "this lies before 1970"));
    }
    let kind = fields.word("kind")?.unwrap_or(FactKind::Recurring);
    let customer_code = fields.text("customer")?;
    if kind == FactKind::Recurring && customer_code.is_none() {
        return Err(fields.problem("customer", "recurring revenue is a customer's bill; name the customer"));
    }
    let amount = amount(fields, "amount")?.ok_or_else(|| fields.problem("amount", "this must be filled in"))?;
    let fact = FactRecord {
        id: fields.needed("id")?,
        kind,
        customer: None,
        customer_code,
        amount,
        cost: self::amount(fields, "cost")?,
        deductions: self::amount(fields, "deductions")?,
        collected: self::amount(fields, "collected")?,
        quantity: fields.number("quantity", 0..=MANY)?.unwrap_or(1),
        product: fields.text("product")?,
        territory: fields.text("territory")?,
        contract_months: fields.number("contract_months", 0..=LONGEST)?,
        new_customer: yes_or_no(fields, "new_customer")?,
        service_month: fields.number("service_month", 1..=LONGEST)?,
        date: day(fields, month)?,
        source: FactSource::Imported,
    };
    Ok(Row { line: fields.line, month, partner: fields.needed("partner")?, fact })
}

/// An amount; negative for a credit.
fn amount(fields: &Fields<'_>, field: &str) -> Result<Option<Cents>, Problem> {
    let Some(text) = fields.raw(field) else { return Ok(None) };
    let amount = Cents::from_str(text).map_err(|error| fields.problem(field, error.to_string()))?;
    if !(-MOST..=MOST).contains(&amount.0) {
        return Err(fields.problem(field, format!("this is more than {}", Cents(MOST))));
    }
    Ok(Some(amount))
}

fn yes_or_no(fields: &Fields<'_>, field: &str) -> Result<Option<bool>, Problem> {
    match fields.raw(field).map(str::to_lowercase).as_deref() {
        None => Ok(None),
        Some("yes" | "true" | "1") => Ok(Some(true)),
        Some("no" | "false" | "0") => Ok(Some(false)),
        Some(_) => Err(fields.problem(field, "write yes or no")),
    }
}

/// The day, which lies in the month.
fn day(fields: &Fields<'_>, month: Month) -> Result<Option<NaiveDate>, Problem> {
    let Some(text) = fields.raw("date") else { return Ok(None) };
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| fields.problem("date", "this is no date; write it like 2025-09-30"))?;
    if Month::of(day) != month {
        return Err(fields.problem("date", format!("this day doesn't lie in {month}")));
    }
    Ok(Some(day))
}
